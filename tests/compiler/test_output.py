"""Replacement of compiled modules in folders with other files."""

from __future__ import annotations

import io
import multiprocessing
import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tc_typed.compiler import compiledFiles, differences, writeCompiled
from tc_typed.compiler.models.docstrings import notice

OLD = f'"""Old.\n\n{notice("schemas/queue")}\n"""\n'
NEW = f'"""New.\n\n{notice("schemas/queue")}\n"""\n'
PACKAGE = {"__init__.py": OLD, "queue/__init__.py": OLD, "queue/models.py": OLD}

USER_FILES = ("mine.py", "latin.py", "queue/data.json", "data/link", "data/nowhere")

KILLED = """
import os, sys
from pathlib import Path
from tc_typed.compiler import writeCompiled
original = os.rename
def rename(source, target):
    original(source, target)
    if Path(target).name == sys.argv[2]:
        os._exit(9)
os.rename = rename
writeCompiled(Path(sys.argv[1]), {"__init__.py": sys.argv[3]})
"""


def content(folder: Path) -> dict[str, bytes | str]:
    """Return the files below a folder with their bytes, and links with their targets."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


@pytest.fixture
def package(tmp_path: Path) -> Iterator[Path]:
    """Create a compiled package that also contains files of the user."""
    folder = tmp_path / "src" / "acme"
    writeCompiled(folder, PACKAGE)
    (folder / "mine.py").write_text("mine = 1\n")
    (folder / "latin.py").write_bytes(b"# caf\xe9\n")
    (folder / "queue" / "data.json").write_text("{}")
    (folder / "data").mkdir()
    (folder / "data" / "link").symlink_to("../mine.py")
    (folder / "data" / "nowhere").symlink_to("/does/not/exist")
    yield folder
    assert [*folder.parent.iterdir()] == [folder]  # no temporary files are left


def test_new_modules_replace_old_ones_and_nothing_else(package: Path) -> None:
    before = content(package)
    script = package / "mine.py"
    script.chmod(0o755)
    inode = script.stat().st_ino
    writeCompiled(package, {"__init__.py": NEW, "auth/__init__.py": NEW})
    userFiles = {path: before[path] for path in USER_FILES}
    assert content(package) == {
        **userFiles,
        "__init__.py": NEW.encode(),
        "auth/__init__.py": NEW.encode(),
    }
    assert (stat.S_IMODE(script.stat().st_mode), script.stat().st_ino) == (0o755, inode)


def test_a_folder_with_only_stale_modules_is_deleted(package: Path) -> None:
    """Including cached bytecode, or the package could still be imported."""
    (package / "queue" / "data.json").unlink()
    (package / "queue" / "__pycache__").mkdir()
    for name in ("models", "__init__"):
        (package / "queue" / "__pycache__" / f"{name}.cpython-311.pyc").touch()
    writeCompiled(package, {"__init__.py": NEW})
    assert not (package / "queue").exists()


def test_unchanged_packages_are_not_written(package: Path) -> None:
    folder = package.stat().st_ino
    writeCompiled(package, PACKAGE)
    assert package.stat().st_ino == folder


def test_a_package_has_the_usual_permissions(tmp_path: Path) -> None:
    writeCompiled(tmp_path / "acme", PACKAGE)
    (tmp_path / "other" / "queue").mkdir(parents=True)
    (tmp_path / "other" / "queue" / "models.py").touch()
    for path in ("", "queue", "queue/models.py"):
        modes = {(tmp_path / name / path).stat().st_mode for name in ("acme", "other")}
        assert len(modes) == 1


@dataclass
class Failing:
    """A function that fails in one of its calls."""

    function: Callable[..., object]
    turn: int
    calls: int = 0

    def __call__(self, *arguments: object, **options: object) -> object:
        self.calls += 1
        if self.calls == self.turn:
            raise PermissionError("simulated failure")
        return self.function(*arguments, **options)


@pytest.mark.parametrize(
    "name", ["os.link", "os.symlink", "os.mkdir", "os.unlink", "os.rmdir", "io.open", "os.rename"]
)
def test_any_failure_leaves_the_old_package_unchanged(
    package: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call of a function fails once."""
    (package / "queue" / "data.json").unlink()
    userFiles = {path: it for path, it in content(package).items() if path in USER_FILES}
    wanted = {"__init__.py": NEW, "auth/__init__.py": NEW, "auth/models.py": NEW}
    module = {"os": os, "io": io}[name[:2]]
    original: Callable[..., object] = getattr(module, name[3:])
    failed = 0
    for turn in count(1):
        failing = Failing(original, turn)
        isWritten = True  # even if the failed call had an alternative
        with monkeypatch.context() as patch:
            patch.setattr(module, name[3:], failing)
            try:
                writeCompiled(package, wanted)
            except OSError:
                isWritten = False
                failed += 1
        compiled = wanted if isWritten else PACKAGE
        assert content(package) == userFiles | {path: it.encode() for path, it in compiled.items()}
        if failing.calls < turn:
            break
        writeCompiled(package, PACKAGE)
    for rest in package.parent.glob(".acme.*"):  # an old package that could not be deleted
        assert name == "os.unlink"
        shutil.rmtree(rest)
    assert failed or name in ("os.link", "os.symlink", "os.unlink")


@pytest.mark.parametrize("path", ["mine.py", "mine.py/x.py", "data.py", "link.py", "nowhere.py"])
def test_files_of_the_user_are_not_overwritten(package: Path, path: str) -> None:
    (package / "data.py").mkdir()
    (package / "link.py").symlink_to("queue/models.py")
    (package / "nowhere.py").symlink_to("/does/not/exist")
    before = content(package)
    with pytest.raises((FileExistsError, ValueError), match=r"would be overwritten|is not a path"):
        writeCompiled(package, {"__init__.py": NEW, path: NEW})
    assert content(package) == before


def test_no_file_is_written_through_a_link(package: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (package / "auth").symlink_to(outside)
    before = content(package)
    with pytest.raises(FileExistsError, match=r"auth would be overwritten"):
        writeCompiled(package, {**PACKAGE, "auth/models.py": NEW})
    assert content(package) == before
    assert [*outside.iterdir()] == []
    (package / "auth").unlink()


def test_a_package_can_be_a_link(package: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(package)
    writeCompiled(link, {"__init__.py": NEW})
    assert link.is_symlink()
    assert compiledFiles(package) == {"__init__.py": NEW}


@given(st.lists(st.sampled_from(["..", ".", "", "a", "b.py", "/", "\\", "x y", "é", "~"])))
def test_no_path_leads_out_of_the_folder(steps: list[str]) -> None:
    assume(steps[-1:] != ["b.py"] or {*steps[:-1]} - {"a"})
    with pytest.raises(ValueError, match="is not a path within a package"):
        writeCompiled(Path("/nonexistent/acme"), {"/".join(steps): NEW})


@pytest.mark.parametrize("path", ["a/b.py", "x_y/models.py", "__init__.py"])
def test_modules_are_written_to_their_paths(path: str, tmp_path: Path) -> None:
    writeCompiled(tmp_path / "acme", {path: NEW})
    assert content(tmp_path) == {f"acme/{path}": NEW.encode()}


def write(folder: Path, files: dict[str, str], times: int) -> None:
    for turn in range(times):
        writeCompiled(folder, {path: f"{source}# {turn}\n" for path, source in files.items()})


@pytest.mark.parametrize("kind", [threading.Thread, multiprocessing.get_context("fork").Process])
def test_concurrent_compilers_do_not_lose_files(
    package: Path, kind: Callable[..., threading.Thread]
) -> None:
    userFiles = {path: it for path, it in content(package).items() if path in USER_FILES}
    packages = [{f"{name}/models.py": OLD, "__init__.py": NEW} for name in ("a", "b", "c", "d")]
    workers = [kind(target=write, args=(package, files, 25)) for files in packages]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    found = content(package)
    assert {path: found.pop(path) for path in userFiles} == userFiles
    wanted = [{path: f"{it}# 24\n".encode() for path, it in files.items()} for files in packages]
    assert found in wanted


def test_a_folder_that_reappears_during_the_replacement_does_no_harm(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(package)
    original = os.rename

    def rename(source: Path, target: Path) -> None:
        original(source, target)
        if Path(target).name == "old":  # like an import of the package
            (package / "__pycache__").mkdir(parents=True)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", rename)
        with pytest.raises(OSError, match="not empty"):
            writeCompiled(package, {"__init__.py": NEW})
    assert content(package) == before


@pytest.mark.parametrize("name", ["old", "acme", "done"])
def test_an_interruption_does_not_lose_files(
    package: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The interruption occurs directly after a folder was renamed."""
    before = content(package)
    original = os.rename

    def rename(source: Path, target: Path) -> None:
        original(source, target)
        if Path(target).name == name:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", rename)
        with pytest.raises(KeyboardInterrupt):
            writeCompiled(package, {"__init__.py": NEW})
    assert {path: content(package)[path] for path in USER_FILES} == {
        path: before[path] for path in USER_FILES
    }
    writeCompiled(package, {"__init__.py": NEW})


@pytest.mark.parametrize("name", ["old", "acme", "done"])
def test_the_run_after_a_killed_one_restores_the_package(package: Path, name: str) -> None:
    before = content(package)
    command = [sys.executable, "-c", KILLED, str(package), name, NEW]
    assert subprocess.run(command, check=False, timeout=60).returncode == 9
    if name == "acme":  # the new package exists, so the old one can't be restored
        [old] = package.parent.glob(".acme.*/old")
        with pytest.raises(FileExistsError, match="was left by a run that was killed"):
            writeCompiled(package, {"__init__.py": NEW})
        shutil.rmtree(old)
    writeCompiled(package, {"__init__.py": NEW, "auth/models.py": NEW})
    userFiles = {path: before[path] for path in USER_FILES}
    assert content(package) == userFiles | {
        "__init__.py": NEW.encode(),
        "auth/models.py": NEW.encode(),
    }


def test_nested_packages_are_kept(package: Path) -> None:
    """They were compiled from separate contracts."""
    root = f'"""Other.\n\n{notice("schemas/")}\n"""\n'
    other = {"__init__.py": root, "aio.py": root, "auth/models.py": OLD}
    writeCompiled(package / "other", other)
    writeCompiled(package, {"__init__.py": NEW})
    assert compiledFiles(package / "other") == other
    assert compiledFiles(package) == {"__init__.py": NEW}


def test_differences_are_described_for_each_file() -> None:
    wanted = {"a.py": "1\n2\n", "b.py": "", "c.py": ""}
    present = {"a.py": "1\n3\n", "b.py": "", "d.py": ""}
    assert differences(wanted, present) == [
        "a.py: line 2 differs: '3' should be '2'",
        "c.py: missing",
        "d.py: stale: no longer compiled from the contract",
    ]
