"""Reports on tasks: counts, failures, JSON and tables."""

from __future__ import annotations

import json
import pickle
import sys
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from tc_typed.core.errors import TaskclusterFailure, restFailure
from tc_typed.core.extras import MissingExtra
from tc_typed.graph import Report, TaskResult, TasksFailed

GROUP = "fBEQKXTgSPqkOqvtDSdE4A"
STATES = [
    *("planned", "created", "reused", "failed", "skipped"),
    *("completed", "exception", "blocked", "running"),
]
GOOD = {"planned", "created", "reused", "completed"}
TEXTS = st.text(st.characters(codec=None), max_size=12)

RESULTS = st.builds(
    TaskResult,
    label=TEXTS,
    taskId=st.just(GROUP),
    kind=TEXTS,
    state=st.sampled_from([*STATES, "paused[/]\x1b"]),
    reason=TEXTS,
    failure=st.none() | st.builds(TaskclusterFailure, st.just("queue.createTask"), TEXTS),
)
REPORTS = st.builds(Report, st.just(GROUP), st.lists(RESULTS).map(tuple))


def result(label: str, state: str, reason: str = "", kind: str = "build") -> TaskResult:
    return TaskResult(label, GROUP, kind, state, reason)


def rendered(report: Report, width: int) -> list[str]:
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(report)
    return capture.get().splitlines()


def numbers(line: str) -> list[int]:
    """Return the numbers in a row of a table, without empty cells."""
    return [int(cell.replace(",", "")) for cell in line.split("│")[2:-1] if cell.strip()]


@given(REPORTS)
def test_counts_are_complete(report: Report) -> None:
    expected = Counter((result.kind, result.state) for result in report.results)
    counts = report.counts()
    assert {
        (kind, state): count for kind, states in counts.items() for state, count in states.items()
    } == expected
    assert [*counts] == [*dict.fromkeys(result.kind for result in report.results)]
    totals = report.totals()
    assert sum(totals.values()) == len(report.results)
    assert totals == Counter(result.state for result in report.results)
    for states in counts.values():  # All are in the same order.
        assert [*states] == [state for state in totals if state in states]


@given(REPORTS)
def test_failures_are_those_in_bad_states_with_consequences_last(report: Report) -> None:
    failures = report.failures
    assert {*map(id, failures)} == {id(it) for it in report.results if it.state not in GOOD}
    isConsequence = [failure.state in {"skipped", "blocked"} for failure in failures]
    assert isConsequence == sorted(isConsequence)


@given(REPORTS)
def test_failures_raise(report: Report) -> None:
    if not report.failures:
        report.raiseForFailures()
        return
    with pytest.raises(TasksFailed) as caught:
        report.raiseForFailures()
    assert caught.value.report is report
    lines = str(caught.value).split("\n")
    assert f"{len(report.failures)} of {len(report.results)} task" in lines[0]
    consequences = [it for it in report.failures if it.state in {"skipped", "blocked"}]
    reasons = {(it.state, it.reason) for it in consequences}
    number = len(report.failures) - len(consequences) + len(reasons)
    assert len(lines) == 1 + min(number, 20) + (number > 20)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_the_error_names_the_first_tasks_and_counts_the_others() -> None:
    failed = [result(f"a-{n}", "failed", "queue.createTask: no\nluck") for n in range(19)]
    skipped = [result(f"b-{n}", "skipped", "needs a-0, which failed") for n in range(1234)]
    last = result("c", "skipped", "needs a-1, which failed")
    report = Report(GROUP, (*skipped, last, *failed))
    with pytest.raises(TasksFailed) as caught:
        report.raiseForFailures()
    lines = str(caught.value).split("\n")
    assert lines[0] == (
        f"Report.raiseForFailures: 1,254 of 1,254 tasks of task group {GROUP} did not succeed:"
    )
    assert lines[1] == f"  failed a-0 ({GROUP}): queue.createTask: no luck"
    assert lines[19:] == [
        f"  failed a-18 ({GROUP}): queue.createTask: no luck",
        f"  skipped b-0 ({GROUP}) and 1,233 more: needs a-0, which failed",
        "  and 1 more",
    ]
    assert str(report).split("\n") == [
        f"Task group {GROUP}: 1,254 tasks: 19 failed, 1,235 skipped",
        *lines[1:],
    ]


def test_consequences_of_one_failure_are_on_one_line() -> None:
    skipped = [result(f"b-{n}", "skipped", "needs a, which failed") for n in range(5)]
    lines = rendered(Report(GROUP, (result("a", "failed"), *skipped, result("c", "blocked"))), 120)
    assert [line.strip() for line in lines if GROUP in line][1:] == [
        f"failed    a ({GROUP})",
        f"skipped   b-0 ({GROUP}) and 4 more: needs a, which failed",
        f"blocked   c ({GROUP})",
    ]


def test_a_group_without_tasks_has_not_failed() -> None:
    report = Report(GROUP, ())
    report.raiseForFailures()
    assert str(report) == f"Task group {GROUP}: 0 tasks"
    assert report.counts() == {}
    assert report.totals() == {}


@given(REPORTS)
def test_json_has_everything(report: Report) -> None:
    document = json.loads(report.toJson())
    assert document["taskGroupId"] == GROUP
    assert document["counts"] == report.counts()
    for task, expected in zip(document["tasks"], report.results, strict=True):
        failure = task.pop("failure")
        assert (failure is None) == (expected.failure is None)
        assert TaskResult(**task) == TaskResult(
            expected.label, expected.taskId, expected.kind, expected.state, expected.reason
        )
        if expected.failure is not None:
            assert failure == {"type": "TaskclusterFailure", "message": str(expected.failure)}


def test_json_names_the_error() -> None:
    failure = restFailure("queue.createTask", 403, {"code": "InsufficientScopes", "message": "x"})
    report = Report(GROUP, (TaskResult("a", GROUP, "", "failed", failure=failure),))
    [task] = json.loads(report.toJson())["tasks"]
    assert task["failure"] == {
        "type": "InsufficientScopes",
        "message": "queue.createTask: InsufficientScopes (403): x",
    }


@given(REPORTS, st.sampled_from([60, 120]))
@example(Report(GROUP, (TaskResult("[red]x", GROUP, "[/]", "failed", ":bomb:"),)), 120)
def test_texts_are_shown_without_markup_and_control_characters(report: Report, width: int) -> None:
    text = "\n".join(rendered(report, width))
    for line in f"{text}\n{report}\n{TasksFailed('a', 'b', report=report)}".split("\n"):
        assert line.isprintable()
    assert all(cell_len(line) <= width for line in text.split("\n"))
    for failure in report.failures[:20]:
        if failure.label == "[red]x":
            assert "[red]x" in text
            assert ":bomb:" in text
            assert "[/]" in text


@pytest.mark.parametrize("width", [60, 120])
def test_the_table_has_kinds_as_rows_and_states_as_columns(width: int) -> None:
    report = Report(
        GROUP,
        (
            *(result(f"i{n}", "created", kind="image") for n in range(3)),
            *(result(f"b{n}", "created") for n in range(1500)),
            result("b", "failed", "too late " * 12),
            result("x", "reused", kind=""),
        ),
    )
    lines = rendered(report, width)
    assert max(map(len, lines)) <= width
    heading = lines.index(next(line for line in lines if "kind" in line))
    assert lines[heading].replace("┃", " ").split() == [
        "kind", "created", "reused", "failed", "total",
    ]  # fmt: skip
    [image, build, none, total] = [line for line in lines if line.startswith("│")]
    assert numbers(image) == [3, 3]
    assert numbers(build) == [1500, 1, 1501]
    assert "(no kind)" in none
    assert numbers(none) == [1, 1]
    assert numbers(total) == [1503, 1, 1, 1505]
    below = [line for line in lines if line.startswith(("failed", "  "))]
    assert below[0].startswith(f"failed    b ({GROUP}): too late")
    assert " ".join(" ".join(below).split()).endswith(": " + "too late " * 11 + "too late")


def test_one_kind_has_no_row_of_totals() -> None:
    lines = rendered(Report(GROUP, (result("a", "created"),)), 80)
    assert sum(line.startswith("│") for line in lines) == 1


def test_more_failures_than_fit_on_a_screen_are_counted() -> None:
    lines = rendered(Report(GROUP, tuple(result(f"t{n}", "failed") for n in range(25))), 80)
    assert lines[-1] == "and 5 more"
    assert sum(line.startswith("failed") for line in lines) == 20


@pytest.mark.parametrize("forced", [False, True])
def test_logs_get_one_line_for_each_failure(
    forced: bool,  # noqa: FBT001  # parametrized
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    if forced:
        monkeypatch.setenv("FORCE_COLOR", "1")
    Report(GROUP, (result("a", "failed", "x" * 300),)).show()
    printed = capsys.readouterr()
    assert printed.err == ""
    assert ("\x1b[31m" in printed.out) is forced
    [line] = [line for line in printed.out.splitlines() if "xxx" in line]
    assert line.endswith(f" a ({GROUP}): {'x' * 300}")


def test_tables_need_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    report = Report(GROUP, ())
    for show in (report.show, report.__rich__):
        with pytest.raises(MissingExtra, match=r"tc-typed\[progress\]"):
            show()
    assert str(report)


def test_the_repr_of_a_report_is_short() -> None:
    assert repr(Report(GROUP, (result("a", "failed"),) * 1000)) == f"Report(taskGroupId='{GROUP}')"
