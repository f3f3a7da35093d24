"""The store in an SQLite file: what it keeps, in which order, and which files it refuses."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.testing.samples import definition
from tests.testing.state.full_disk import fullDisk

from tc_typed import Queue, slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.state.database import Database
from tc_typed.testing.state.errors import UnusableDatabase
from tc_typed.testing.state.store import Records, Store
from tc_typed.testing.timeline import LOOK_INTERVAL

SECRET = "correct-horse"

Model: TypeAlias = dict[tuple[str, str], str]
"""Texts by the kind and the key of a record, in the order of their creation."""

KINDS = ("a", "b")

CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "put", "delete", "commit", "kill", "reopen", "clear"]),
        st.sampled_from(KINDS),
        st.sampled_from("123"),
        st.text(max_size=3),
    ),
    max_size=40,
)

WITH_LOCK = """
import sys
from pathlib import Path
from tc_typed.testing.state.database import Database
database = Database(Path(sys.argv[1]))
"""

FORKED = """
import os, signal, sys
from pathlib import Path
from tests.testing.state.test_database import add
from tc_typed.testing.state.database import Database
database = Database(Path(sys.argv[1]))
add(database, before="1")
if os.fork() == 0:
    if sys.argv[2] == "close":
        database.close()
    sys.exit()  # It closes all connections that it knows.
os.wait()
add(database, after="2")
os.kill(os.getpid(), signal.SIGKILL)
"""


@dataclass
class Note:
    """A record."""

    text: str


def notes(store: Store, kind: str = "notes") -> Records[Note]:
    return store.records(kind, Note)


def add(store: Store, **texts: str) -> None:
    """Put notes and commit."""
    for key, text in texts.items():
        notes(store).put(key, Note(text))
    store.commit()


def loaded(store: Store, kind: str = "notes") -> list[tuple[str, str]]:
    return [(key, note.text) for key, note in notes(store, kind).load()]


def copied(path: Path, target: Path) -> Path:
    """Copy a database with all its files as they are now, like a kill leaves them."""
    target.mkdir()
    for each in path.parent.iterdir():
        if each.is_dir():
            shutil.copytree(each, target / each.name)
        else:
            shutil.copy(each, target)
    return target / path.name


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder" / "state.db"


# Records


@given(CHANGES)
def test_it_keeps_what_was_committed_in_the_order_of_creation(
    changes: list[tuple[str, str, str, str]],
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "0", "state.db")
        path.parent.mkdir()
        database = Database(path)
        current: Model = {}
        committed: Model = {}
        for number, (change, kind, key, text) in enumerate(changes):
            match change:
                case "put":
                    notes(database, kind).put(key, Note(text))
                    current[kind, key] = text
                case "delete":
                    notes(database, kind).delete(key)
                    current.pop((kind, key), None)
                case "commit":
                    database.commit()
                    committed = current.copy()
                case "clear":
                    database.clear()
                    current = {}
                case "kill":
                    killed, path = database, copied(path, Path(folder, str(number + 1)))
                    database, current = Database(path), committed.copy()
                    killed.close()
                case _:
                    database.close()
                    committed = current.copy()
                    database = Database(path)
            if change in ("kill", "reopen"):
                assert database.isNew == (not committed)
                for each in KINDS:
                    expected = [
                        (key, text) for (kind, key), text in committed.items() if kind == each
                    ]
                    assert loaded(database, each) == expected
        database.close()


def test_a_record_is_written_as_it_is_at_the_commit(path: Path) -> None:
    database = Database(path)
    note = Note("early")
    notes(database).put("key", note)
    note.text = "late"
    database.close()
    assert loaded(Database(path)) == [("key", "late")]


def test_records_from_before_a_clear_are_ignored(path: Path) -> None:
    database = Database(path)
    add(database, old="old")
    former = notes(database)
    database.clear()
    former.put("ghost", Note("ghost"))
    notes(database).put("new", Note("new"))
    assert loaded(Database(copied(path, path.parent.with_name("killed")))) == [("old", "old")]
    database.commit()
    former.delete("new")
    database.close()
    assert loaded(Database(path)) == [("new", "new")]


def test_a_failing_commit_keeps_the_changes_for_the_next_one(path: Path) -> None:
    database = Database(path)
    add(database, first="1")
    connection = database._connection  # pyright: ignore[reportPrivateUsage]  # To fill its disk.
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    large = "x" * 100_000
    notes(database).delete("first")
    notes(database).put("large", Note(large))
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError, match="full"):
            database.commit()
    assert loaded(database) == [("first", "1")]
    connection.execute("PRAGMA max_page_count = 100000")
    add(database, last="2")
    database.close()
    assert loaded(Database(path)) == [("large", large), ("last", "2")]


def test_a_call_is_not_confirmed_if_its_commit_fails(path: Path) -> None:
    with LocalTaskcluster(database=path) as local, fullDisk(local):
        with pytest.raises(sqlite3.OperationalError, match="full"):
            local.createRole("role", [f"scope:{'x' * 50_000}"])
        url = f"{local.rootUrl}/api/queue/v1/task/{slugId()}"
        response = httpx.get(url, trust_env=False)  # The change is still waiting to be written.
        assert response.status_code == 500
        assert response.json()["code"] == "InternalServerError"


@pytest.mark.parametrize("isFullAtFirst", [False, True])
def test_after_a_full_disk_tasks_are_executed(path: Path, *, isFullAtFirst: bool) -> None:
    with LocalTaskcluster(database=path) as local:
        if not isFullAtFirst:
            local.executeTasks()
        with fullDisk(local):
            with pytest.raises(sqlite3.OperationalError, match="full"):
                local.createRole("role", [f"scope:{'x' * 50_000}"])
            if isFullAtFirst:
                local.executeTasks()
            time.sleep(2.5 * LOOK_INTERVAL)  # The worker looks for tasks, and fails.
        with local.client(Queue) as queue:
            taskId = slugId()
            queue.createTask(taskId, definition(taskQueueId="built-in/succeed"))
            end = time.monotonic() + 20
            while queue.status(taskId).status.state != "completed":
                assert time.monotonic() < end
                time.sleep(0.05)


def test_a_stop_ends_everything_even_if_the_disk_is_full(path: Path) -> None:
    threads = threading.active_count()
    local = LocalTaskcluster(database=path)
    local.start()
    local.executeTasks()
    with fullDisk(local):
        with pytest.raises(sqlite3.OperationalError, match="full"):
            local.createRole("role", [f"scope:{'x' * 50_000}"])
        with pytest.raises(sqlite3.OperationalError, match="full"):
            local.stop()
    assert threading.active_count() == threads
    with local:  # The file is not locked.
        assert local.client(Queue).ping().alive


def test_a_closed_one_can_not_be_changed(path: Path) -> None:
    local = LocalTaskcluster(database=path)
    local.stop()
    with pytest.raises(RuntimeError, match="stopped"):
        local.createRole("role", [])
    local.reset()
    with local:
        local.createRole("role", [])


# Files


def test_only_the_owner_can_read_its_files(path: Path) -> None:
    path.touch(0o644)
    database = Database(path)
    content = database.contents.new()
    content.write(b"x")
    content.complete()
    add(database, key="text")
    found = {each.name: each.stat().st_mode & 0o777 for each in path.parent.rglob("*")}
    folder = found.pop("state.db-files")
    assert folder == 0o700
    assert {"state.db", "state.db-wal"} < found.keys()
    assert set(found.values()) == {0o600}


@pytest.mark.parametrize(
    "content", [b"some text", b"x" * 10_000, b"SQLite format 3\0" + b"y" * 999]
)
def test_another_file_is_refused_and_not_changed(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(UnusableDatabase, match=r"state\.db"):
        Database(path)
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
@pytest.mark.parametrize("statement", ["CREATE TABLE t (a)", "PRAGMA application_id = 5"])
def test_a_database_of_another_application_is_refused_and_not_changed(
    path: Path, statement: str, journal: str
) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute(statement)
    connection.close()
    content = path.read_bytes()
    with pytest.raises(UnusableDatabase, match="is not a file of a local Taskcluster"):
        Database(path)
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_another_format_is_refused(path: Path) -> None:
    Database(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UnusableDatabase, match="must have format 1, got 99"):
        Database(path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write all files")
def test_a_file_that_is_not_writable_is_refused(path: Path) -> None:
    Database(path).close()
    path.chmod(0o400)
    with pytest.raises(UnusableDatabase, match="must be writable"):
        Database(path)


def test_a_folder_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(UnusableDatabase, match="can't be used"):
        Database(path)


def test_a_missing_folder_is_an_error(path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Database(path / "below")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_file_is_refused(path: Path, share: float) -> None:
    database = Database(path)
    add(database, **{f"k{number}": "x" * 1000 for number in range(100)})
    database.close()
    os.truncate(path, int(path.stat().st_size * share))
    with pytest.raises(UnusableDatabase):
        Database(path)


def test_an_error_does_not_show_a_damaged_record(path: Path) -> None:
    database = Database(path)
    add(database, **{SECRET: SECRET})
    database.close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE records SET json = ?", (f'{{"text": ["{SECRET}"]}}'.encode(),))
    connection.commit()
    connection.close()
    with pytest.raises(UnusableDatabase, match="a record of notes is damaged") as caught:
        loaded(Database(path))
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_damaged_record_leaves_the_file_unused(path: Path) -> None:
    LocalTaskcluster(database=path).stop()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE records SET json = '[]' WHERE kind = 'auth.roles'")
    connection.commit()
    connection.close()
    for _ in range(2):
        with pytest.raises(UnusableDatabase, match=r"a record of auth\.roles is damaged"):
            LocalTaskcluster(database=path)


def test_a_link_leads_to_the_same_database(path: Path) -> None:
    link = path.with_name("link.db")
    link.symlink_to(path)
    database = Database(link)
    assert path.stat().st_mode & 0o777 == 0o600
    add(database, key="text")
    with pytest.raises(UnusableDatabase, match="in use"):
        Database(path)
    database.close()
    assert loaded(Database(path)) == [("key", "text")]
    assert sorted(each.name for each in path.parent.iterdir() if "link" in each.name) == ["link.db"]


def test_a_relative_path_stays_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    local = LocalTaskcluster(database=path.name)
    with local:
        local.createClient("bot")
    monkeypatch.chdir("/")
    with local, pytest.raises(ValueError, match="already exists"):
        local.createClient("bot")


# One at a time


def test_it_is_used_by_one_at_a_time(path: Path) -> None:
    database = Database(path)
    path.read_bytes()  # On POSIX systems this drops SQLite's own lock.
    with pytest.raises(UnusableDatabase, match="in use by another local Taskcluster"):
        Database(path)
    assert "in use by another local Taskcluster" in run(WITH_LOCK, path).stderr
    add(database, key="text")
    database.close()
    assert run(WITH_LOCK, path).returncode == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("end", ["close", "exit"])
def test_the_end_of_a_forked_process_loses_nothing(path: Path, end: str) -> None:
    done = run(FORKED, path, end)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert loaded(Database(path)) == [("before", "1"), ("after", "2")]


def test_a_stop_while_threads_change_the_state_loses_nothing_confirmed(path: Path) -> None:
    local = LocalTaskcluster(database=path)
    confirmed: list[str] = []

    def work(name: str) -> None:
        for number in range(10_000):
            try:
                local.createRole(f"{name}/{number}", [])
            except RuntimeError:
                return
            confirmed.append(f"{name}/{number}")

    threads = [threading.Thread(target=work, args=[name]) for name in "abc"]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 20
    while len(confirmed) < 20 and time.monotonic() < until:
        time.sleep(0.001)
    local.stop()
    for thread in threads:
        thread.join()
    assert len(confirmed) >= 20
    roles = LocalTaskcluster(database=path)._deployment.auth.roles  # pyright: ignore[reportPrivateUsage]
    assert {role.roleId for role in roles.all()} == {*confirmed, "anonymous"}
