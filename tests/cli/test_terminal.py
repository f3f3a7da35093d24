"""Output of commands on terminals and for programs."""

from __future__ import annotations

import errno
import re
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tc_typed.cli.terminal import addRow, oneLineErrors, printError, printTable, printText, table
from tc_typed.core.errors import InvalidCall
from tc_typed.core.texts import shown

COLUMNS = 40
ODD = ["[red]x[/red]", "[/]", ":smile:", "🎉 party", "日本語", "\x1b[31m", "a\nb", "\\[bold]"]
TEXTS = st.one_of(st.sampled_from(ODD), st.text(max_size=30), st.just("x" * 300))
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def linesOf(*rows: Sequence[str], isRed: bool = False) -> list[str]:
    """Return the lines of a table with the given rows."""
    created = table("One", "Two")
    for row in rows:
        addRow(created, *row, isRed=isRed)
    with redirect_stdout(StringIO()) as out:
        printTable(created)
    return out.getvalue().splitlines()


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("│")[1:-1]]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make rich write for a terminal with colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    monkeypatch.delenv("NO_COLOR", raising=False)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_a_program_reads_one_line_per_row(rows: list[tuple[str, str]]) -> None:
    lines = linesOf(*rows)
    assert len(lines) == 4 + len(rows)
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize("text", ODD)
def test_text_is_not_interpreted(text: str) -> None:
    assert cells(linesOf([text, "end"])[3]) == [shown(text), "end"]


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("text", [*ODD, "x" * 300])
def test_a_table_fits_in_the_terminal(text: str) -> None:
    lines = [COLOURS.sub("", line) for line in linesOf([text, "end"])]
    # A wide character may not fit in the last column.
    assert all(cell_len(line) <= COLUMNS for line in lines)
    first = "".join(cells(line)[0] for line in lines[3:-1])
    assert first.replace(" ", "") == shown(text).replace(" ", "")


@pytest.mark.usefixtures("terminal")
def test_red_rows_are_red_unless_colours_are_off(monkeypatch: pytest.MonkeyPatch) -> None:
    red = "\x1b[1;31m"
    assert red in linesOf(["a", "b"], isRed=True)[3]
    assert red not in linesOf(["a", "b"])[3]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "31m" not in linesOf(["a", "b"], isRed=True)[3]


@given(st.text())
def test_text_takes_one_line(text: str) -> None:
    with redirect_stdout(StringIO()) as out:
        printText(text)
    assert out.getvalue() == f"{shown(text)}\n"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (InvalidCall("a.b", "x\ny\x1b"), "tc-typed: a.b: x y\\x1b\n"),
        (FileNotFoundError(errno.ENOENT, "No such file", "a b"), "tc-typed: a b: No such file\n"),
        (OSError("no file name"), "tc-typed: no file name\n"),
        (KeyError("one\ntwo"), "tc-typed: 'one\\ntwo'\n"),
        (LookupError("one\ntwo"), "tc-typed: one\ntc-typed: two\n"),
    ],
)
def test_errors_are_printed_with_status_2(
    error: Exception, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as caught, oneLineErrors(LookupError):
        raise error
    assert caught.value.exit_code == 2
    assert capsys.readouterr() == ("", message)


def test_other_errors_are_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), oneLineErrors(LookupError):
        raise ZeroDivisionError


def test_error_messages_take_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    printError(" a\n\n b\x00 ")
    assert capsys.readouterr() == ("", "tc-typed: a b\\x00\n")
