"""Files written by downloads: private until complete, and removed if the download fails."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.core.loopback import Connection, Received, loopback, message
from tests.transfers.storage import Deployment, serve
from tests.transfers.transfer_kinds import TASK, Transfers, transferring, withoutNameless

pytestmark = pytest.mark.usefixtures("debugLog", "waits")

DATA = bytes(range(256)) * 800
LARGE = DATA * 10  # More than is written at a time.
HAS_NAMELESS = sys.platform == "linux"

PROGRAM = """
import asyncio, sys
from tc_typed import Queue, aio
from tc_typed.transfers import aio as asyncTransfers, downloadArtifactToFile

form, url, file, taskId = sys.argv[1:]
fake = {"latestArtifact": lambda *_: {"storageType": "s3", "url": url}}

async def download():
    queue = aio.Queue(fake=fake)
    await asyncTransfers.downloadArtifactToFile(
        taskId=taskId, name="x", file=file, queueService=queue
    )

if form == "async":
    asyncio.run(download())
else:
    downloadArtifactToFile(taskId=taskId, name="x", file=file, queueService=Queue(fake=fake))
"""


@pytest.fixture(params=["nameless", "never named", "named"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Kinds of temporary files: unnamed ones that can or can't be named later, and named ones."""
    name: str = request.param

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    if name == "never named":
        monkeypatch.setattr(os, "link", refuse)
    if name == "named":
        withoutNameless(monkeypatch)
    elif not HAS_NAMELESS:
        pytest.skip("this system has no files without a name")
    return name


@pytest.fixture(params=["sync", "async over aiohttp"])
def transfers(
    request: pytest.FixtureRequest,
    deployment: Deployment,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> Iterator[Transfers]:
    """Makes transfers with each kind of temporary file."""
    transferKind: str = request.param
    with transferring(transferKind, deployment, monkeypatch) as transfers:
        yield transfers


@pytest.fixture(params=[0o022, 0o077, 0])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """The umask of the process."""
    mask: int = request.param
    before = os.umask(mask)
    yield mask
    os.umask(before)


def modeOf(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modesIn(folder: Path) -> dict[str, int]:
    """Return permissions of the files in a folder, and of this process's unnamed files there."""
    found = {path.name: modeOf(path) for path in folder.iterdir()}
    for handle in Path("/proc/self/fd").iterdir():
        try:
            target = os.readlink(handle)  # noqa: PTH115  # The target may not be a path.
            mode = stat.S_IMODE(os.fstat(int(handle.name)).st_mode)
        except OSError:
            continue
        if target.startswith(str(folder)) and target.endswith("(deleted)"):
            found["(nameless)"] = mode
    return found


@pytest.mark.parametrize("before", [None, 0o600, 0o640, 0o644, 0o755, 0o444])
def test_permissions_are_kept_and_new_files_get_default_ones(
    transfers: Transfers, deployment: Deployment, tmp_path: Path, umask: int, before: int | None
) -> None:
    target, seen = tmp_path / "file", list[dict[str, int]]()
    if before is not None:
        target.write_bytes(b"older")
        target.chmod(before)
    usual = tmp_path / "usual"
    usual.touch()
    assert modeOf(usual) == 0o666 & ~umask
    usual.unlink()

    def look(connection: Connection, received: Received, deployment: Deployment) -> None:
        seen.append(modesIn(tmp_path))
        serve(cut=100_000)(connection, received, deployment)

    deployment.store(DATA)
    deployment.script = [look, look, serve()]
    transfers.downloadToFile(target)
    assert target.read_bytes() == DATA
    assert modesIn(tmp_path) == {"file": 0o666 & ~umask if before is None else before}
    assert len(seen) == 2
    for modes in seen:
        assert modes.pop("file", None) == before
        assert [*modes.values()] == [0o600]


def test_the_setuid_bit_is_not_kept_for_new_content(
    transfers: Transfers, deployment: Deployment, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "file").chmod(0o4755)
    deployment.store(DATA)
    deployment.script = [serve()]
    transfers.downloadToFile(tmp_path / "file")
    assert modeOf(tmp_path / "file") == 0o755


def test_a_file_created_during_the_download_is_replaced(
    transfers: Transfers, deployment: Deployment, tmp_path: Path
) -> None:
    def createFile(connection: Connection, received: Received, deployment: Deployment) -> None:
        (tmp_path / "file").write_bytes(b"of another program")
        serve()(connection, received, deployment)

    deployment.store(DATA)
    deployment.script = [createFile]
    transfers.downloadToFile(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == DATA
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root can list every folder")
def test_the_folder_need_not_be_listable(
    transfers: Transfers, deployment: Deployment, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(0o300)
    deployment.store(DATA)
    deployment.script = [serve()]
    for _ in range(2):
        transfers.downloadToFile(folder / "file")
    folder.chmod(0o700)
    assert [path.name for path in folder.iterdir()] == ["file"]
    assert (folder / "file").read_bytes() == DATA


@pytest.mark.skipif(not HAS_NAMELESS, reason="this system has no files without a name")
def test_a_program_that_is_killed_leaves_no_file(tmp_path: Path) -> None:
    def stall(connection: Connection, _: Received) -> None:
        connection.send(message(200, LARGE, {"etag": '"one"'}, length=2 * len(LARGE)))
        connection.pause(15)

    (tmp_path / "older").write_bytes(b"older")
    kinds = (
        ("sync", signal.SIGTERM, "older"),
        ("sync", signal.SIGKILL, "new"),
        ("async", signal.SIGTERM, "new"),
        ("async", signal.SIGKILL, "older"),
    )
    with loopback(stall) as server, ExitStack() as stack:
        started: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []
        for form, number, name in kinds:
            command = [sys.executable, "-c", PROGRAM, form, server.url, str(tmp_path / name), TASK]
            started.append((stack.enter_context(subprocess.Popen(command)), number))
        for process, number in started:
            while not hasOpen(process.pid, tmp_path):
                assert process.poll() is None
                time.sleep(0.01)
            process.send_signal(number)
            assert process.wait(5) == -number
        assert len(server.received) == len(started)
    assert [path.name for path in tmp_path.iterdir()] == ["older"]
    assert (tmp_path / "older").read_bytes() == b"older"


def hasOpen(process: int, folder: Path) -> bool:
    """Check whether another process has written to an open file in a folder."""
    for handle in Path(f"/proc/{process}/fd").iterdir():
        try:
            target = os.readlink(handle)  # noqa: PTH115  # The target may not be a path.
            if target.startswith(str(folder)) and handle.stat().st_size > 0:
                return True
        except OSError:
            continue
    return False
