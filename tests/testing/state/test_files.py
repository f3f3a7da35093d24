"""Uploaded files, which survive a restart together with the URLs that lead to them."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.testing.server.bucket import get, put, read, target

from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.server.storage import Storage
from tc_typed.testing.state.database import Database
from tc_typed.testing.state.errors import UnusableDatabase

LATER = timedelta(hours=1)
MEBIBYTE = 2**20
MOST_MEMORY = 16 * MEBIBYTE
"""Bytes by which an upload may increase the memory of the process."""


class Restartable:
    """A local Taskcluster with a database, and its storage."""

    def __init__(self, path: Path, port: int) -> None:
        self.path = path
        self.local = LocalTaskcluster(database=path, port=port)
        self.local.start()

    @property
    def storage(self) -> Storage:
        return self.local._deployment.backend.storage  # pyright: ignore[reportPrivateUsage]

    def restart(self) -> None:
        self.local.stop()
        self.local.start()

    def reserve(self) -> str:
        key = f"public-bucket/{slugId()}"
        self.storage.files.reserve(key, self.local.clock() + 2 * LATER)
        return key

    def uploadUrl(self, key: str) -> str:
        headers = {"Content-Type": "text/plain"}
        return self.storage.uploadUrl(key, self.local.clock() + LATER, headers)

    def downloadUrl(self, key: str) -> str:
        return self.storage.downloadUrl(key, self.local.clock() + LATER)

    def upload(self, data: bytes, key: str | None = None) -> str:
        key = key or self.reserve()
        assert put(self.uploadUrl(key), data).status == 200
        return key

    @property
    def contents(self) -> list[Path]:
        return list(Path(f"{self.path}-files").iterdir())


def freePorts() -> int:
    """Return a port that is free, and whose successor is free, too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Restartable]:
    made = Restartable(tmp_path / "state.db", freePorts())
    yield made
    made.local.stop()


def test_files_and_urls_survive_a_restart(running: Restartable) -> None:
    data = os.urandom(5 * MEBIBYTE)
    key, empty, reserved = running.upload(data), running.upload(b""), running.reserve()
    down, up = running.downloadUrl(key), running.uploadUrl(reserved)
    before = get(down)
    running.restart()
    after = get(down)
    assert (after.status, after.body) == (200, data)
    assert {**after.headers, "date": ""} == {**before.headers, "date": ""}
    assert get(down, range="bytes=4000000-4000002").body == data[4_000_000:4_000_003]
    assert get(running.downloadUrl(empty)).body == b""
    assert get(running.downloadUrl(reserved)).status == 404
    assert put(up, b"late").status == 200
    assert get(running.downloadUrl(reserved)).body == b"late"
    assert put(up.replace("signature=", "signature=0"), b"forged").status == 403


def test_replaced_deleted_and_expired_files_leave_nothing(running: Restartable) -> None:
    key, other = running.upload(b"first"), running.upload(b"other")
    running.upload(b"second", key)
    assert len(running.contents) == 2
    running.storage.files.delete(other)
    assert [each.read_bytes() for each in running.contents] == [b"second"]
    running.restart()
    assert get(running.downloadUrl(key)).body == b"second"
    assert get(running.downloadUrl(other)).status == 404
    running.local.clock.advance("1 day")
    assert get(running.downloadUrl(key)).status == 404
    assert running.contents == []


def test_a_reset_deletes_files(running: Restartable) -> None:
    key = running.upload(b"data")
    running.local.reset()
    assert running.contents == []
    assert get(running.downloadUrl(key)).status == 404


def test_a_download_in_progress_reads_a_deleted_file_to_its_end(running: Restartable) -> None:
    data = os.urandom(2 * MEBIBYTE)
    key = running.upload(data)
    file = running.storage.files.find(key)
    assert file is not None
    pieces = file.pieces(0, len(data))
    running.storage.files.delete(key)
    assert running.contents == []
    assert b"".join(pieces) == data


def test_files_without_a_record_are_deleted_at_the_start(running: Restartable) -> None:
    key = running.upload(b"data")
    running.local.stop()
    [kept] = running.contents
    orphan = kept.with_name("0" * 32)
    orphan.write_bytes(b"part")
    foreign = kept.with_name("notes.txt")
    foreign.write_bytes(b"by the user")
    running.local.start()
    assert {*running.contents} == {kept, foreign}
    assert get(running.downloadUrl(key)).body == b"data"


def test_an_interrupted_upload_leaves_nothing(running: Restartable) -> None:
    key = running.upload(b"before")
    url = running.uploadUrl(key)
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.putrequest("PUT", target(url))
    connection.putheader("content-type", "text/plain")
    connection.putheader("content-length", "100")
    connection.endheaders(b"x" * 50)
    connection.close()
    running.upload(b"")  # It is received after the end of the connection.
    running.restart()
    assert sorted(each.read_bytes() for each in running.contents) == [b"", b"before"]
    assert get(running.downloadUrl(key)).body == b"before"


@pytest.mark.parametrize("content", [None, b"dat", b"data and more"])
def test_a_file_that_was_changed_outside_counts_as_not_uploaded(
    running: Restartable, content: bytes | None
) -> None:
    key = running.upload(b"data")
    running.local.stop()
    [file] = running.contents
    file.unlink() if content is None else file.write_bytes(content)
    running.local.start()
    assert get(running.downloadUrl(key)).status == 404
    running.upload(b"again", key)
    assert get(running.downloadUrl(key)).body == b"again"


def test_a_link_instead_of_the_folder_is_refused(tmp_path: Path) -> None:
    others = tmp_path / "others"
    others.mkdir()
    precious = others / ("0" * 32)
    precious.write_bytes(b"precious")
    (tmp_path / "state.db-files").symlink_to(others)
    for _ in range(2):
        with pytest.raises(UnusableDatabase, match="must be a folder"):
            LocalTaskcluster(database=tmp_path / "state.db")
    assert precious.read_bytes() == b"precious"


def test_a_kill_at_any_moment_of_an_upload_leaves_all_or_nothing(tmp_path: Path) -> None:
    """The files are copied at every step, and each copy is opened like after a kill."""
    path = tmp_path / "original" / "state.db"
    path.parent.mkdir()
    local = LocalTaskcluster(database=path)
    files = local._deployment.backend.storage.files  # pyright: ignore[reportPrivateUsage]
    files.reserve("key", local.clock() + LATER)
    copies: list[tuple[Path, set[bytes | None]]] = []

    def snapshot(*allowed: bytes | None) -> None:
        target = tmp_path / str(len(copies))
        shutil.copytree(path.parent, target)
        copies.append((target / path.name, {*allowed}))

    former: bytes | None = None
    for data in (b"first" * 1000, b"second" * 1000):
        snapshot(former)
        with files.receive() as incoming:
            snapshot(former)
            incoming.write(data[:3000])
            snapshot(former)
            incoming.write(data[3000:])
            snapshot(former)
            assert files.store("key", incoming, "text/plain") is not None
            snapshot(data)
        former = data
    snapshot(former)
    files.delete("key")
    snapshot(None)
    local.stop()
    for copy, allowed in copies:
        opened = LocalTaskcluster(database=copy)
        storage = opened._deployment.backend.storage  # pyright: ignore[reportPrivateUsage]
        file = storage.files.find("key")
        found = None if file is None else b"".join(file.pieces(0, file.size))
        assert found in allowed
        assert len(list(Path(f"{copy}-files").iterdir())) == (found is not None)
        opened.stop()


def test_a_deletion_waits_for_its_commit(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.db")
    content = database.contents.new()
    content.complete()
    folder = Path(f"{database.path}-files")
    database.contents.delete(content)
    assert [each.name for each in folder.iterdir()] == [content.name]
    database.delete("kind", "key")
    database.commit()
    assert list(folder.iterdir()) == []
    database.close()


def test_a_large_upload_needs_little_memory(running: Restartable) -> None:
    piece, count = os.urandom(MEBIBYTE), 64
    url = running.uploadUrl(key := running.reserve())
    before = memory()
    most = before
    finished = threading.Event()

    def watch() -> None:
        nonlocal most
        while not finished.wait(0.002):
            most = max(most, memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        headers = {"content-type": "text/plain", "content-length": str(count * MEBIBYTE)}
        connection.request("PUT", target(url), (piece for _ in range(count)), headers)
        assert read(connection).status == 200
    finally:
        connection.close()
        finished.set()
        watcher.join()
    assert most - before < MOST_MEMORY
    file = running.storage.files.find(key)
    assert file is not None
    found = sha256()
    for each in file.pieces(0, file.size):
        found.update(each)
    assert found.digest() == sha256(piece * count).digest()


def memory() -> int:
    """Return the bytes of memory that this process uses now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_the_storage_has_the_next_port_or_another_one(tmp_path: Path) -> None:
    port = freePorts()
    local = LocalTaskcluster(database=tmp_path / "state.db", port=port)
    for isFree in (True, False, True):
        with socket.socket() as other:
            if not isFree:
                other.bind(("127.0.0.1", port + 1))
                other.listen()
            with local:
                found = local._instance.server.storagePort  # pyright: ignore[reportPrivateUsage]
        assert (found == port + 1) == isFree
