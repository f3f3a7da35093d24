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

# The notice of a compiled or derived module; older versions named another program in it.
_NOTICE = re.compile(
    r"([^ ]+) by [^ ]+; change (?:the contract|that file), not this (?:file|one)\."
)


def compiledFiles(folder: Path) -> dict[str, str]:
    """Read the modules of a package that the compiler wrote, by path within the package.

    Packages within it that were compiled from contracts of their own are left out.
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
    """The path that a module says it was made from; `None` where it says nothing."""
    words = " ".join(module.removeprefix('"""').partition('"""')[0].split())
    found = _NOTICE.search(words)
    return found and found[1]


def _isPackage(folder: Path) -> bool:
    """Whether a whole contract was compiled to a folder, whose path ends with a slash then."""
    module = folder / "__init__.py"
    source = module.is_file() and _source(module.read_text(encoding="utf-8", errors="replace"))
    return source is not None and str(source).endswith("/")


def _isLinked(path: Path, folder: Path) -> bool:
    """Whether a path below a folder leads out of it, or may do so, by a link."""
    return any(it.is_symlink() for it in (path, *path.parents) if folder in it.parents)


def writeCompiled(folder: Path, files: Mapping[str, str]) -> None:
    """Write a package's modules, and delete those that an earlier run wrote and this one doesn't.

    The new folder is made beside the old one and then renamed into its place: if a step fails, the
    old one stays. Other files are kept.

    Args:
        folder: The package's folder, which is made where there is none.
        files: Sources by path within the package.

    Raises:
        FileExistsError: if a file that the compiler did not write is in the way.
        ValueError: if a path leads out of the folder.
        OSError: if it can't be written.
    """
    for path in files:
        if re.fullmatch(r"(\w+/)*\w+(\.\w+)+", path, re.ASCII) is None:
            raise ValueError(f"{path!r} is no path within a package")
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.parent):
        _restore(folder)
        compiled = compiledFiles(folder)
        wanted = {path: it for path, it in files.items() if not _holds(folder, path, it)}
        stale = compiled.keys() - files.keys()
        for path in wanted.keys() - compiled.keys():
            _checkFree(folder, path)
        if wanted or stale or not folder.exists():
            _rebuild(folder, wanted, stale)


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """Let only one process at a time replace packages in a folder, where the system can do that."""
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
    """Put back what a process that was killed in the middle left, and remove what it tried."""
    for workspace in folder.parent.glob(f".{folder.name}.*{_WORKSPACE}"):
        old = workspace / "old"
        if old.exists() and folder.exists():
            raise FileExistsError(f"{old} is left of a run that was killed: move it, or delete it")
        if old.exists():
            old.rename(folder)
        shutil.rmtree(workspace, ignore_errors=True)


def _rebuild(folder: Path, wanted: Mapping[str, str], stale: Iterable[str]) -> None:
    """Make the new folder, and put it in the place of the old one."""
    workspace = Path(mkdtemp(prefix=f".{folder.name}.", suffix=_WORKSPACE, dir=folder.parent))
    new, old = workspace / "new", workspace / "old"
    try:
        if folder.exists():
            shutil.copytree(folder, new, symlinks=True, copy_function=_link)
        new.mkdir(exist_ok=True)
        for path in stale:
            _remove(new, path)
        for path, source in wanted.items():
            file = new / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)  # or the old folder's file would change with it
            file.write_text(source, encoding="utf-8")
        _replace(folder, new, old)
    finally:
        if not old.exists():  # or the next run puts it back
            shutil.rmtree(workspace, ignore_errors=True)


def _holds(folder: Path, path: str, source: str) -> bool:
    """Whether a file is there already, and the same."""
    file = folder / path
    return file.is_file() and not _isLinked(file, folder) and file.read_bytes() == source.encode()


def _checkFree(folder: Path, path: str) -> None:
    """Refuse to write where a file or link of the user is, or below one."""
    inside = [folder / path, *(it for it in (folder / path).parents if folder in it.parents)]
    for step in inside:
        if step.is_symlink() or (step.exists() and (step == inside[0] or not step.is_dir())):
            raise FileExistsError(f"{step} is in the way: the compiler did not write it")


def _link(source: str, target: str) -> None:
    """Have a file in a second place, without a copy of its content where the disk can do so."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _remove(folder: Path, path: str) -> None:
    """Delete a module, what Python cached of it, and its folder if nothing else is in it."""
    file = folder / path
    cached = file.parent / "__pycache__"
    for old in (file, *cached.glob(f"{file.stem}.*.pyc")):
        old.unlink()
    for empty in (cached, file.parent):
        if empty != folder and empty.is_dir() and not any(empty.iterdir()):
            empty.rmdir()


def _replace(folder: Path, new: Path, old: Path) -> None:
    """Put a new folder in the place of the old one; if that fails, the old one is put back."""
    try:
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except BaseException:
        if old.exists():
            if folder.exists():  # another program made it anew in the meantime
                folder.rename(old.with_name("other"))
            old.rename(folder)
        raise
    with suppress(OSError):
        old.rename(old.with_name("done"))
    shutil.rmtree(old, ignore_errors=True)


def differences(wanted: dict[str, str], present: dict[str, str]) -> list[str]:
    """Say file by file how what is there differs from what was compiled."""
    found: list[str] = []
    for path in sorted(wanted.keys() | present.keys()):
        if path not in present:
            found.append(f"{path}: missing")
        elif path not in wanted:
            found.append(f"{path}: stale, nothing in the contract makes it")
        elif wanted[path] != present[path]:
            found.append(f"{path}: {_firstDifference(wanted[path], present[path])}")
    return found


def _firstDifference(wanted: str, present: str) -> str:
    pairs = zip([*wanted.splitlines(), ""], [*present.splitlines(), ""], strict=False)
    for number, (new, old) in enumerate(pairs, start=1):
        if new != old:
            return f"differs from line {number}: {old.strip()!r} should be {new.strip()!r}"
    return "differs"
