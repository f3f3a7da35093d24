"""Progress of tasks: counts, and their display in terminals and logs."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from time import monotonic, sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from tc_typed.core.extras import MissingExtra
from tc_typed.graph import progress as module
from tc_typed.graph import taskProgressBar
from tc_typed.graph.progress import ProgressDisplay, StateCounts

STATES = ["pending", "running", "completed", "failed"]

PROGRAM = """
import sys
from tc_typed.graph import taskProgressBar
with taskProgressBar("Builds [b]") as progress:
    progress({"running": 1000, "completed": 234})
    print("between")
    progress({"completed": 1233, "exception": 1})
"""


LINE = r"Builds \[b\]: 1,234/1,234 finished after 0:00:0\d: 1,233 completed, 1 exception\r?\n"


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(STATES))))
def test_counts_are_those_of_the_last_states(changes: list[tuple[int, str]]) -> None:
    reported: list[Mapping[str, int]] = []
    expected: list[Mapping[str, int]] = []
    counts = StateCounts("waitFor", reported.append)
    states: dict[int, str] = {}
    for task, state in changes:
        counts.change(state, states.get(task))
        counts.report()
        states[task] = state
        expected.append(Counter(states.values()))
    assert reported == expected  # Earlier ones have not been changed.
    assert not any(0 in each.values() for each in reported)


def environment(**variables: str) -> dict[str, str]:
    ignored = {"COLUMNS", "FORCE_COLOR", "NO_COLOR", "LINES"}
    kept = {name: value for name, value in os.environ.items() if name not in ignored}
    return {**kept, "TERM": "xterm", **variables}


def onTerminal(**variables: str) -> tuple[str, str]:
    """Return what the program prints to stdout, a pipe, and to stderr, a terminal."""
    terminal, side = pty.openpty()
    written: list[bytes] = []

    def read() -> None:
        try:
            while part := os.read(terminal, 4096):
                written.append(part)
        except OSError:  # Linux: the other side is closed.
            pass

    reader = threading.Thread(target=read)
    reader.start()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        stderr=side,
        env=environment(**variables),
        check=True,
    )
    os.close(side)
    reader.join()
    os.close(terminal)
    return done.stdout.decode(), b"".join(written).decode()


@pytest.mark.parametrize("width", [60, 120])
def test_terminals_show_a_bar(width: int) -> None:
    out, err = onTerminal(COLUMNS=f"{width}")
    assert out == "between\n"
    lines = re.sub(r"\x1b\[[\d;?]*\w", "", err).replace("\r", "\n").split("\n")
    assert any(re.fullmatch(r"Builds \[b\] [━╸╺ ]+ 1,234/1,234 0:00:0\d", line) for line in lines)
    assert "1,233 completed  1 exception" in lines
    assert max(map(cell_len, lines)) == width
    assert "\x1b[35m1 exception" in err


def test_bars_have_no_colours_if_they_are_unwanted() -> None:
    _, err = onTerminal(NO_COLOR="1", COLUMNS="80")
    assert "1 exception" in err
    assert not re.search(r"\x1b\[3\dm", err)


def test_terminals_that_cannot_move_the_cursor_get_plain_lines() -> None:
    out, err = onTerminal(TERM="dumb")
    assert out == "between\n"
    assert re.fullmatch(LINE, err)


@pytest.mark.parametrize("variables", [{}, {"FORCE_COLOR": "1"}])
def test_logs_get_plain_lines(variables: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        env=environment(**variables),
        check=True,
    )
    assert done.stdout == "between\n"
    assert re.fullmatch(LINE, done.stderr)


def test_logs_get_lines_while_there_are_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST_LINE", 0.02)
    monkeypatch.setattr(module, "_BETWEEN_LINES", 0.02)
    # Reading from capsys would lose what the other thread writes at the same moment.
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    with taskProgressBar("x\n") as progress:
        for count in (1, 2):
            progress({"running": count})
            end = monotonic() + 10
            while f"{count} running" not in written.getvalue() and monotonic() < end:
                sleep(0.001)
        progress({"running": 2})  # This is not a change.
    lines = written.getvalue().splitlines()
    assert [line.partition(":")[0] for line in lines] == [r"x\n", r"x\n"]
    assert [line.rpartition(": ")[2] for line in lines] == ["1 running", "2 running"]


def test_failures_end_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    before = threading.active_count()

    def interrupted() -> None:
        with taskProgressBar("x") as progress:
            progress({"skipped": 1, "waiting": 2})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert re.fullmatch(
        r"x: 1/3 finished after 0:00:00: 2 waiting, 1 skipped\n", capsys.readouterr().err
    )
    assert threading.active_count() == before


def test_nothing_is_written_without_tasks(capsys: pytest.CaptureFixture[str]) -> None:
    with taskProgressBar("x"):
        pass
    assert capsys.readouterr() == ("", "")


def test_bars_need_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    with (
        pytest.raises(MissingExtra, match=r"taskProgressBar needs .*tc-typed\[progress\]"),
        taskProgressBar("x"),
    ):
        pass


@given(st.dictionaries(st.text(max_size=9), st.integers(1, 10**6)), st.sampled_from([20, 60, 120]))
def test_hostile_states_are_shown(counts: dict[str, int], width: int) -> None:
    display = ProgressDisplay("[red]x")
    display.update(counts)
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(display)
    lines = capture.get().splitlines()
    assert all(line.isprintable() and cell_len(line) <= width for line in lines)
    assert display.line(counts).isprintable()
