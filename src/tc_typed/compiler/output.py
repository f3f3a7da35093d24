"""Compiled packages on disk: read, compared and replaced."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

if sys.platform != "win32":
    import fcntl

_WORKSPACE = ".compiling"

# Notice of a compiled or derived module, with any program name: older notices had another one.
_NOTICE = re.compile(
    r"([^ ]+) by [^ ]+; change (?:the contract|that file), not this (?:file|one)\."
)


def compiledFiles(folder: Path) -> dict[str, str]:
    """Read the compiled modules of a package, by path within the package.

    Nested packages that were compiled from separate contracts are left out.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.py")):
        others = [it for it in path.parents if folder in it.parents and _isPackage(it)]
        if path.is_file() and not _isLinked(path, folder) and not others:
            source = path.read_text(encoding="utf-8", errors="replace")
            if _source(source) is not None:
                found[path.relative_to(folder).as_posix()] = source
    return found


def _source(module: str) -> str | None:
    """Return the source path from a module's notice; `None` if it has no notice."""
    words = " ".join(module.removeprefix('"""').partition('"""')[0].split())
    found = _NOTICE.search(words)
    return found and found[1]


def _isPackage(folder: Path) -> bool:
    """Return whether a whole contract was compiled to a folder.

    In that case, the source in the notice ends with a slash.
    """
    module = folder / "__init__.py"
    source = module.is_file() and _source(module.read_text(encoding="utf-8", errors="replace"))
    return source is not None and str(source).endswith("/")


def _isLinked(path: Path, folder: Path) -> bool:
    """Return whether a path below a folder contains a symbolic link, which could lead outside."""
    return any(it.is_symlink() for it in (path, *path.parents) if folder in it.parents)


def writeCompiled(folder: Path, files: Mapping[str, str]) -> None:
    """Write a package's modules, and delete stale ones from an earlier run.

    The new folder is created next to the old one and then renamed to replace it, so the old one is
    unchanged if a step fails. Other files are kept.

    Args:
        folder: Folder of the package, which is created if it does not exist.
        files: Sources by path within the package.

    Raises:
        FileExistsError: if a file that the compiler did not write would be overwritten.
        ValueError: if a path leads out of the folder.
        OSError: if writing fails.
    """
    for path in files:
        if re.fullmatch(r"(\w+/)*\w+(\.\w+)+", path, re.ASCII) is None:
            raise ValueError(f"{path!r} is not a path within a package")
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.parent):
        _restore(folder)
        compiled = compiledFiles(folder)
        changed = {path: it for path, it in files.items() if not _holds(folder, path, it)}
        stale = compiled.keys() - files.keys()
        for path in changed.keys() - compiled.keys():
            _checkFree(folder, path)
        if changed or stale or not folder.exists():
            _rebuild(folder, changed, stale)


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    """Lock a folder (not on Windows), so that only one process at a time replaces packages."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _restore(folder: Path) -> None:
    """Restore the package that a killed process was replacing, and remove its unfinished files."""
    for workspace in folder.parent.glob(f".{folder.name}.*{_WORKSPACE}"):
        old = workspace / "old"
        if old.exists() and folder.exists():
            raise FileExistsError(f"{old} was left by a run that was killed: move or delete it")
        if old.exists():
            old.rename(folder)
        shutil.rmtree(workspace, ignore_errors=True)


def _rebuild(folder: Path, changed: Mapping[str, str], stale: Iterable[str]) -> None:
    """Create the new folder, and replace the old one with it."""
    workspace = Path(mkdtemp(prefix=f".{folder.name}.", suffix=_WORKSPACE, dir=folder.parent))
    new, old = workspace / "new", workspace / "old"
    try:
        if folder.exists():
            shutil.copytree(folder, new, symlinks=True, copy_function=_link)
        new.mkdir(exist_ok=True)
        for path in stale:
            _remove(new, path)
        for path, source in changed.items():
            file = new / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)  # the old folder can have a hard link to the same file
            file.write_text(source, encoding="utf-8")
        _replace(folder, new, old)
    finally:
        if not old.exists():  # otherwise, the next run restores it
            shutil.rmtree(workspace, ignore_errors=True)


def _holds(folder: Path, path: str, source: str) -> bool:
    """Return whether a file already has this content."""
    file = folder / path
    return file.is_file() and not _isLinked(file, folder) and file.read_bytes() == source.encode()


def _checkFree(folder: Path, path: str) -> None:
    """Check that a new file would not replace a file or link of the user, or be below one."""
    inside = [folder / path, *(it for it in (folder / path).parents if folder in it.parents)]
    for step in inside:
        if step.is_symlink() or (step.exists() and (step == inside[0] or not step.is_dir())):
            raise FileExistsError(f"{step} would be overwritten, but the compiler did not write it")


def _link(source: str, target: str) -> None:
    """Create a hard link to a file, or a copy if the file system does not support links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _remove(folder: Path, path: str) -> None:
    """Delete a module, its cached bytecode, and its folder if that is then empty."""
    file = folder / path
    cached = file.parent / "__pycache__"
    for old in (file, *cached.glob(f"{file.stem}.*.pyc")):
        old.unlink()
    for empty in (cached, file.parent):
        if empty != folder and empty.is_dir() and not any(empty.iterdir()):
            empty.rmdir()


def _replace(folder: Path, new: Path, old: Path) -> None:
    """Replace the old folder with a new one; if that fails, restore the old one."""
    try:
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except BaseException:
        if old.exists():
            if folder.exists():  # another program has created it in the meantime
                folder.rename(old.with_name("other"))
            old.rename(folder)
        raise
    with suppress(OSError):
        old.rename(old.with_name("done"))
    shutil.rmtree(old, ignore_errors=True)


def differences(wanted: dict[str, str], present: dict[str, str]) -> list[str]:
    """Describe for each file how the existing modules differ from the compiled ones."""
    found: list[str] = []
    for path in sorted(wanted.keys() | present.keys()):
        if path not in present:
            found.append(f"{path}: missing")
        elif path not in wanted:
            found.append(f"{path}: stale: no longer compiled from the contract")
        elif wanted[path] != present[path]:
            found.append(f"{path}: {_firstDifference(wanted[path], present[path])}")
    return found


def _firstDifference(wanted: str, present: str) -> str:
    pairs = zip([*wanted.splitlines(), ""], [*present.splitlines(), ""], strict=False)
    for number, (new, old) in enumerate(pairs, start=1):
        if new != old:
            return f"line {number} differs: {old.strip()!r} should be {new.strip()!r}"
    return "differs"
