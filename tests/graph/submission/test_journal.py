"""Journals of submissions: what they contain, and how they survive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed.core.errors import InvalidCall
from tc_typed.graph.submission.journal import (
    Created,
    Entry,
    JournalState,
    Reused,
    Sending,
    openJournal,
)

GROUP = "AAAAAAAATAuAAAAAAAAAAA"
OTHER = "BBBBBBBBTAuAAAAAAAAAAA"
NOW = datetime(2026, 1, 1, 12, 0, 0, 123000, tzinfo=UTC)

ENTRIES: list[Entry] = [
    Sending(label="a", created=NOW),
    Created(label="a"),
    Reused(label="b\n", taskId=OTHER),
    Sending(label="ü", created=NOW + timedelta(seconds=1)),
]

labels = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
times = st.integers(0, 10**10).map(lambda milliseconds: NOW + timedelta(milliseconds=milliseconds))
entries = st.lists(
    st.one_of(
        st.builds(Sending, label=labels, created=times, state=st.just("sending")),
        st.builds(Created, label=labels, state=st.just("created")),
        st.builds(Reused, label=labels, taskId=st.just(OTHER), state=st.just("reused")),
    )
)


def write(path: Path, *added: Entry) -> None:
    with openJournal(path, GROUP, isDryRun=False) as journal:
        for entry in added:
            journal.write(entry)


def read(path: Path, group: str = GROUP, *, isDryRun: bool = False) -> JournalState:
    with openJournal(path, group, isDryRun=isDryRun) as journal:
        return journal.state


def stateAfter(*added: Entry) -> JournalState:
    state = JournalState()
    for entry in added:
        state.add(entry)
    return state


@given(st.lists(entries, max_size=3))
def test_entries_of_all_runs_are_read(
    tmp_path_factory: pytest.TempPathFactory, runs: list[list[Entry]]
) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal"
    for run in runs:
        write(path, *run)
    assert read(path) == stateAfter(*(entry for run in runs for entry in run))


def test_the_state_is_that_of_the_last_entries(tmp_path: Path) -> None:
    write(tmp_path / "j", *ENTRIES, Sending(label="a", created=NOW + timedelta(hours=1)))
    state = read(tmp_path / "j")
    assert state.created == {"a": NOW + timedelta(hours=1), "ü": NOW + timedelta(seconds=1)}
    assert state.existing == {"a"}
    assert state.standIns == {"b\n": OTHER}


def test_a_line_that_was_cut_off_at_any_byte_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path, *ENTRIES)
    content = path.read_bytes()
    for length in range(len(content)):
        path.write_bytes(content[:length])
        complete = max(content[:length].count(b"\n") - 1, 0)
        assert read(path) == stateAfter(*ENTRIES[:complete])
        write(path, *ENTRIES[complete:])
        assert path.read_bytes() == content


def test_an_entry_is_in_the_file_as_soon_as_it_is_written(tmp_path: Path) -> None:
    with openJournal(tmp_path / "journal", GROUP, isDryRun=False) as journal:
        for number, entry in enumerate(ENTRIES, 2):
            journal.write(entry)
            assert (tmp_path / "journal").read_bytes().count(b"\n") == number


def test_a_journal_contains_labels_ids_and_times(tmp_path: Path) -> None:
    write(tmp_path / "journal", *ENTRIES[:3])
    lines = (tmp_path / "journal").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        {"taskGroupId": GROUP, "version": 1},
        {"label": "a", "state": "sending", "created": "2026-01-01T12:00:00.123Z"},
        {"label": "a", "state": "created"},
        {"label": "b\n", "state": "reused", "taskId": OTHER},
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"#!/bin/sh",
        b"#!/bin/sh\nrm -r build\n",
        b"\0" * 1000,
        b"\n",
        b"{}",
        b"{}\n",
        b'{"taskGroupId":"' + OTHER.encode(),
        b'{"taskGroupId":"' + GROUP.encode() + b'","version":2}\n',
        b'{"taskGroupId":"' + GROUP.encode() + b'","version":1}\n\n',
        b'{"taskGroupId":"' + GROUP.encode() + b'","version":1}\n{"label":"a"}\n',
        b'{"taskGroupId":"' + GROUP.encode() + b'","version":1}\n\xff\n',
        b'{"taskGroupId":"' + GROUP.encode() + b'","version":1}\n'
        b'{"label":"a","state":"created","more":1}\n',
        b'{"taskGroupId":"' + GROUP.encode() + b'","version":1}\n'
        b'{"label":"a","state":"sending","created":"today"}\n',
    ],
)
@pytest.mark.parametrize("isDryRun", [True, False])
def test_a_file_that_is_not_a_journal_is_refused_and_left_alone(
    tmp_path: Path, content: bytes, *, isDryRun: bool
) -> None:
    path = tmp_path / "notes\n.txt"
    path.write_bytes(content)
    with pytest.raises(InvalidCall, match=r"notes\\n\.txt") as caught:
        read(path, isDryRun=isDryRun)
    assert caught.value.__context__ is None
    assert path.read_bytes() == content


def test_a_journal_of_another_group_is_refused_and_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "journal", *ENTRIES)
    content = (tmp_path / "journal").read_bytes()
    with pytest.raises(InvalidCall, match=f"is of task group {GROUP}, not {OTHER}"):
        read(tmp_path / "journal", OTHER)
    assert (tmp_path / "journal").read_bytes() == content


def test_an_empty_file_becomes_a_journal(tmp_path: Path) -> None:
    (tmp_path / "journal").touch()
    write(tmp_path / "journal", *ENTRIES)
    assert read(tmp_path / "journal") == stateAfter(*ENTRIES)


@pytest.mark.parametrize("content", [None, b"", b"torn", b"whole"])
def test_a_dry_run_leaves_the_file_as_it_is(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "journal"
    if content:
        write(path, *ENTRIES)
        content = path.read_bytes()[: -3 if content == b"torn" else None]
    if content is not None:
        path.write_bytes(content)
    with openJournal(path, GROUP, isDryRun=True) as journal:
        journal.write(Created(label="new"))
    assert (path.read_bytes() if path.exists() else None) == content


def test_without_a_path_nothing_is_written() -> None:
    with openJournal(None, GROUP, isDryRun=False) as journal:
        journal.write(ENTRIES[0])
        assert journal.state == JournalState()


@pytest.mark.parametrize("isDryRun", [True, False])
def test_a_directory_is_refused(tmp_path: Path, *, isDryRun: bool) -> None:
    with pytest.raises(OSError, match="directory"):
        read(tmp_path, isDryRun=isDryRun)


def test_a_missing_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "missing" / "journal")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write all files")
def test_a_read_only_journal_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "journal")
    (tmp_path / "journal").chmod(0o400)
    with pytest.raises(PermissionError):
        read(tmp_path / "journal")
    assert read(tmp_path / "journal", isDryRun=True) == JournalState()


@pytest.mark.skipif(sys.platform == "win32", reason="files are not locked on Windows")
def test_two_submissions_at_the_same_time_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with openJournal(path, GROUP, isDryRun=False) as journal:
        journal.write(ENTRIES[0])
        with pytest.raises(InvalidCall, match="is in use by another submission"):
            read(path)
        program = f"""if True:
            from pathlib import Path
            from tc_typed.graph.submission.journal import openJournal
            with openJournal(Path({str(path)!r}), {GROUP!r}, isDryRun=False):
                pass
        """
        other = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False
        )
        assert "is in use by another submission" in other.stderr
        journal.write(ENTRIES[1])
    assert read(path) == stateAfter(*ENTRIES[:2])


def test_a_long_journal_is_read_quickly(tmp_path: Path) -> None:
    write(tmp_path / "journal", *(Sending(label=f"t{n}", created=NOW) for n in range(20_000)))
    started = datetime.now(UTC)
    assert len(read(tmp_path / "journal").created) == 20_000
    assert datetime.now(UTC) - started < timedelta(seconds=5)
