"""Decisions of a submission, driven by a simulation: nothing is sent, and no time passes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from math import inf, nan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.submission.simulation import (
    START,
    Crash,
    Simulation,
    dropped,
    newGraph,
    planOf,
    rest,
    sentDefinitions,
    statusOf,
)

from tc_typed.core.errors import (
    ClientClosed,
    InvalidCall,
    RequestConflict,
    TaskclusterAuthFailure,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterTimeout,
    UnexpectedResponse,
)
from tc_typed.core.retry import RetryPolicy
from tc_typed.graph.report import Report
from tc_typed.graph.submission.journal import Created, Reused, Sending
from tc_typed.graph.submission.steps import Call, CreateTask, FindTask, GetStatus
from tc_typed.graph.submission.submission import SubmitOptions
from tc_typed.slugs import slugId

Needs = Mapping[str, list[str]]
OTHER = "Cmf7BXqLTpKEkPiLjlROSQ"


@st.composite
def needsOf(draw: st.DrawFn) -> Needs:
    """Draw an acyclic graph as the needs of each label; labels are in no particular order."""
    labels = [f"t{n}" for n in range(draw(st.integers(0, 12)))]
    needs = {
        label: draw(st.lists(st.sampled_from(labels[:n]), max_size=4)) if n else []
        for n, label in enumerate(labels)
    }
    return {label: needs[label] for label in draw(st.permutations(labels))}


randoms = st.integers(0, 2**32).map(Random)


def simulate(
    needs: Needs, random: Random, reuse: Mapping[str, list[str]] | None = None
) -> Simulation:
    graph = newGraph()
    for label, needed in needs.items():
        graph.add(label, needs=needed, reuse=(reuse or {}).get(label, ()))
    return Simulation(planOf(graph), random)


def labelOf(simulation: Simulation, call: Call) -> str:
    assert isinstance(call, CreateTask | GetStatus)
    [label] = [it.label for it in simulation.plan.nodes.values() if it.taskId == call.taskId]
    return label


def states(report: Report) -> dict[str, str]:
    return {result.label: result.state for result in report.results}


def checkInvariants(simulation: Simulation, report: Report) -> None:
    nodes = simulation.plan.nodes
    assert [result.label for result in report.results] == [*nodes]
    for counts in simulation.progress:
        assert sum(counts.values()) == len(nodes)
        assert all(number > 0 for number in counts.values())
    assert (simulation.progress[-1] if nodes else {}) == report.totals()
    assert len(simulation.creations) == len({*simulation.creations})
    for result in report.results:
        isThere = nodes[result.label].taskId in simulation.definitions
        assert isThere or result.state != "created"
        assert bool(result.reason) == (result.state in {"failed", "skipped"})
        assert (result.failure is not None) == (result.state == "failed")
    assert all(len(texts) == 1 for texts in _texts(simulation).values()), "another definition"


def _texts(simulation: Simulation) -> dict[str, set[str]]:
    texts: dict[str, set[str]] = {}
    for taskId, text in sentDefinitions(simulation.calls):
        texts.setdefault(taskId, set()).add(text)
    return texts


def flaky(random: Random, share: float = 0.3) -> Mapping[str, object]:
    """Return faults of all temporary kinds, before and after a call is carried out."""

    def fault(_: Call) -> TaskclusterFailure | None:
        if random.random() >= share / 2:
            return None
        return random.choice(
            [
                dropped(),
                rest(500, "InternalServerError"),
                rest(503),
                rest(429),
                rest(401, "AuthenticationFailed"),
                TaskclusterTimeout("queue.createTask", "late"),
            ]
        )

    return {"before": fault, "after": fault}


# Order and faults


@given(needsOf(), randoms, st.integers(1, 20))
def test_each_task_is_created_once_after_those_that_it_needs(
    needs: Needs, random: Random, concurrency: int
) -> None:
    simulation = simulate(needs, random)
    report = simulation.submit(concurrency=concurrency)
    checkInvariants(simulation, report)
    assert {*states(report).values()} <= {"created"}
    assert len(simulation.calls) == len(needs)  # one call for each task, and no other ones


@given(needsOf(), randoms)
def test_temporary_faults_neither_lose_nor_repeat_a_task(needs: Needs, random: Random) -> None:
    simulation = simulate(needs, random)
    vars(simulation).update(flaky(random))
    # Retries go on until credentials that were never accepted are given up.
    report = simulation.submit(retryFor=inf)
    checkInvariants(simulation, report)
    if simulation.stopped is None:
        assert {*states(report).values()} <= {"created"}


@given(needsOf(), randoms, st.data())
def test_tasks_that_need_a_failed_one_are_skipped_and_no_others(
    needs: Needs, random: Random, data: st.DataObject
) -> None:
    bad = data.draw(st.sets(st.sampled_from(sorted(needs)))) if needs else set[str]()
    kinds = [rest(400, "InputError"), rest(403, "InsufficientScopes"), rest(409, "RequestConflict")]
    simulation = simulate(needs, random)

    def fault(call: Call) -> TaskclusterFailure | None:
        isBad = isinstance(call, CreateTask) and labelOf(simulation, call) in bad
        return random.choice(kinds) if isBad else None

    simulation.before = fault
    report = simulation.submit()
    checkInvariants(simulation, report)

    def expected(label: str) -> str:
        if any(expected(needed) != "created" for needed in needs[label]):
            return "skipped"
        return "failed" if label in bad else "created"

    assert states(report) == {label: expected(label) for label in needs}
    for result in report.results:
        if result.state == "skipped":
            [lost] = [
                it for it in report.results if result.reason == f"needs {it.label}, which failed"
            ]
            assert lost.state == "failed"
            assert lost.label in _allNeeds(needs, result.label)


def _allNeeds(needs: Needs, label: str) -> set[str]:
    return {*needs[label]}.union(*(_allNeeds(needs, it) for it in needs[label]))


# Crashes


@given(needsOf(), randoms, st.lists(st.integers(0, 30), max_size=6))
def test_a_submission_that_is_killed_again_and_again_continues(
    needs: Needs, random: Random, crashes: list[int]
) -> None:
    simulation = simulate(needs, random)
    vars(simulation).update(flaky(random, 0.1))
    for steps in crashes:
        simulation.crashAfter = steps
        try:
            simulation.submit()
        except Crash:
            simulation.seconds += random.choice([0, 1, 300])
        else:
            break
    simulation.crashAfter, simulation.progress, simulation.stopped = None, [], None
    simulation.before = simulation.after = lambda _: None
    simulation.seconds = min(simulation.seconds, 600)
    report = simulation.submit()
    assert {*states(report).values()} <= {"created"}
    assert len(simulation.creations) == len(needs)
    if simulation.seconds < 600:
        checkInvariants(simulation, report)


@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize("later", [11 * 60, 20 * 60, 10 * 24 * 3600, -20 * 60])
def test_a_definition_that_became_too_old_is_replaced_unless_it_arrived(
    *, arrived: bool, later: int
) -> None:
    simulation = simulate({"a": []}, Random(1))
    simulation.before = lambda call: (
        dropped() if isinstance(call, CreateTask) and not arrived else None
    )
    simulation.after = lambda _: dropped()
    assert states(simulation.submit(retryFor=0)) == {"a": "failed"}
    simulation.before = simulation.after = lambda _: None
    simulation.seconds += later
    simulation.calls.clear()
    assert states(simulation.submit()) == {"a": "created"}
    kinds = [type(call) for call in simulation.calls]
    assert kinds == ([GetStatus] if arrived else [GetStatus, CreateTask])
    entries = [type(entry) for entry in simulation.journal]
    assert entries == ([Sending, Created] if arrived else [Sending, Sending, Created])


def test_a_definition_that_becomes_too_old_during_retries_is_replaced() -> None:
    simulation = simulate({"a": [], "b": ["a"]}, Random(1))
    simulation.before = lambda _: dropped() if simulation.seconds < 3000 else None
    report = simulation.submit(retryFor=4000)
    assert states(report) == {"a": "created", "b": "created"}
    assert len(simulation.creations) == 2


def test_tasks_in_the_journal_cost_no_call() -> None:
    simulation = simulate({"a": [], "b": ["a"]}, Random(1))
    simulation.submit()
    simulation.calls.clear()
    assert states(simulation.submit()) == {"a": "created", "b": "created"}
    assert simulation.calls == []


def test_a_task_in_the_journal_is_not_skipped_if_it_has_got_a_new_need_that_fails() -> None:
    simulation = simulate({"b": []}, Random(1))
    simulation.submit()
    graph = newGraph()
    graph.add("a")
    graph.add("b", needs=["a"])
    simulation.plan = planOf(graph)
    simulation.before = lambda _: rest(400, "InputError")
    assert states(simulation.submit()) == {"a": "failed", "b": "created"}


# Conflicts and responses that lie


@pytest.mark.parametrize("fault", [409, "garbage"])
def test_the_status_decides_whether_a_task_exists(fault: object) -> None:
    failure: TaskclusterFailure = (
        rest(409, "RequestConflict")
        if fault == 409
        else UnexpectedResponse("queue.createTask", "page", status_code=200, body=b"<html>")
    )
    simulation = simulate({"a": [], "b": []}, Random(1))
    isA = {"a": simulation.plan.nodes["a"].taskId}

    def after(call: Call) -> TaskclusterFailure | None:
        return failure if isinstance(call, CreateTask) and call.taskId == isA["a"] else None

    def before(call: Call) -> TaskclusterFailure | None:
        return failure if isinstance(call, CreateTask) and call.taskId != isA["a"] else None

    simulation.before, simulation.after = before, after
    report = simulation.submit()
    assert states(report) == {"a": "created", "b": "failed"}
    assert report.failures[0].failure is failure


def test_a_task_of_another_group_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = simulate({"a": []}, Random(1))

    def respond(call: Call) -> object:
        conflict = rest(409, "RequestConflict")
        return conflict if isinstance(call, CreateTask) else statusOf(call.taskId, slugId())  # type: ignore[union-attr]  # there are only two kinds

    monkeypatch.setattr(simulation, "respond", respond)
    [result] = simulation.submit().results
    assert result.state == "failed"
    assert isinstance(result.failure, RequestConflict)


def test_if_the_status_is_unknown_after_a_conflict_its_failure_is_reported() -> None:
    simulation = simulate({"a": []}, Random(1))
    simulation.before = lambda call: (
        rest(409, "RequestConflict")
        if isinstance(call, CreateTask)
        else rest(403, "InsufficientScopes")
    )
    assert "InsufficientScopes" in simulation.submit().results[0].reason


# Outages


@given(needsOf(), randoms, st.floats(0, 1), st.sampled_from([0, 1, 60, 300]))
def test_nothing_is_sent_after_the_server_went_down_for_good(
    needs: Needs, random: Random, start: float, retryFor: float
) -> None:
    simulation = simulate(needs, random)
    down = start * len(needs) * simulation.callSeconds
    simulation.before = lambda _: dropped() if simulation.seconds > down else None
    report = simulation.submit(retryFor=retryFor)
    checkInvariants(simulation, report)
    assert simulation.seconds < down + retryFor + 3
    if simulation.stopped is not None:
        # Only tasks whose steps had been handed out before make another call.
        assert len(simulation.calls) < simulation.stopped + 10


@given(needsOf(), randoms, st.integers(1, 20), st.floats(0, 50))
def test_an_outage_is_bridged(
    needs: Needs, random: Random, concurrency: int, seconds: float
) -> None:
    simulation = simulate(needs, random)
    start = random.random() * len(needs) * simulation.callSeconds
    simulation.before = lambda _: (
        dropped() if start < simulation.seconds < start + seconds else None
    )
    report = simulation.submit(concurrency=concurrency)
    checkInvariants(simulation, report)
    assert {*states(report).values()} <= {"created"}
    assert simulation.seconds < start + seconds + 4.1 + 0.1 * len(needs)  # It is noticed soon.


def test_waits_grow_to_a_few_seconds_and_last_a_minute() -> None:
    simulation = simulate({"a": []}, Random(1))
    simulation.before = lambda _: dropped()
    [result] = simulation.submit(policy=RetryPolicy(randomizationFactor=0)).results
    assert simulation.waits[:6] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2]
    assert {*simulation.waits[6:]} == {3.2}
    assert 56 < sum(simulation.waits) <= 60
    assert isinstance(result.failure, TaskclusterConnectionError)
    assert result.failure.attempts == len(simulation.waits) + 1


def test_a_task_that_crashes_the_server_does_not_stop_the_others() -> None:
    simulation = simulate({f"t{n}": [] for n in range(5)}, Random(1))
    bad = simulation.plan.nodes["t2"].taskId
    simulation.before = lambda call: (
        rest(500, "InternalServerError")
        if isinstance(call, CreateTask) and call.taskId == bad
        else None
    )
    for concurrency in (1, 5):
        report = simulation.submit(concurrency=concurrency)
        expected = {f"t{n}": "created" for n in range(5)} | {"t2": "failed"}
        assert states(report) == expected


def test_pages_of_another_server_end_the_submission() -> None:
    simulation = simulate({f"t{n}": [] for n in range(20)}, Random(1))
    simulation.before = lambda _: UnexpectedResponse(
        "queue.createTask", "a page", status_code=404, body=b"<html>"
    )
    report = simulation.submit(concurrency=4)
    assert simulation.waits == []
    assert report.totals()["skipped"] >= 14


@pytest.mark.parametrize("retryFor", [0, 60, inf])
def test_a_longer_wait_than_allowed_ends_at_once(retryFor: float) -> None:
    simulation = simulate({f"t{n}": [] for n in range(100)}, Random(1))
    simulation.before = lambda _: rest(429, "TooManyRequests", 1e300)
    report = simulation.submit(retryFor=retryFor)
    assert simulation.waits == []
    assert simulation.seconds < 1
    assert report.totals()["skipped"] >= 85
    assert "the server asks callers to wait" in report.results[-1].reason


def test_the_wait_that_the_server_asks_for_is_respected() -> None:
    simulation = simulate({"a": []}, Random(1))
    simulation.before = lambda _: (
        rest(429, "TooManyRequests", 30) if len(simulation.calls) == 1 else None
    )
    assert states(simulation.submit()) == {"a": "created"}
    [wait] = simulation.waits
    assert 30 <= wait <= 37.5


# Credentials


def test_wrong_credentials_end_the_submission_within_seconds() -> None:
    simulation = simulate({f"t{n}": [] for n in range(100)}, Random(1))
    simulation.before = lambda _: rest(401, "AuthenticationFailed")
    report = simulation.submit(concurrency=50)
    assert simulation.seconds < 10
    assert len(simulation.calls) <= 50 * 6
    assert report.totals()["skipped"] == 50
    last = report.results[-1]
    assert last.reason.startswith("not sent after a failure: AuthenticationFailed (401)")


def test_credentials_that_expire_half_way_may_be_renewed() -> None:
    simulation = simulate({f"t{n}": [] for n in range(20)}, Random(1))
    simulation.before = lambda _: (
        rest(401, "AuthenticationFailed") if 0.1 < simulation.seconds < 50 else None
    )
    assert {*states(simulation.submit(concurrency=4)).values()} == {"created"}


@pytest.mark.parametrize("failure", [ClientClosed, TaskclusterAuthFailure])
def test_unusable_clients_end_the_submission_at_once(failure: type[TaskclusterFailure]) -> None:
    simulation = simulate({f"t{n}": [] for n in range(20)}, Random(1))
    simulation.before = lambda _: failure("queue.createTask", "unusable")
    report = simulation.submit(concurrency=4)
    assert len(simulation.calls) <= 4
    assert report.totals() == {
        "failed": len(simulation.calls),
        "skipped": 20 - len(simulation.calls),
    }


def test_nothing_is_retried_after_a_general_failure() -> None:
    simulation = simulate({f"t{n}": [] for n in range(20)}, Random(1))
    simulation.before = lambda _: (
        dropped() if len(simulation.calls) < 10 else rest(401, "AuthenticationFailed")
    )
    simulation.submit(concurrency=20)
    assert simulation.stopped == len(simulation.calls)


# Reuse


@given(needsOf(), randoms, st.data())
def test_a_reused_task_needs_no_other(needs: Needs, random: Random, data: st.DataObject) -> None:
    kinds = st.sampled_from(["plain", "missing", "found", "second", "broken"])
    kindOf = {label: data.draw(kinds) for label in needs}
    simulation = simulate(
        needs,
        random,
        {label: [f"{label}.1", f"{label}.2"] for label in needs if kindOf[label] != "plain"},
    )
    bad = data.draw(st.sets(st.sampled_from(sorted(needs)))) if needs else set[str]()
    for label, kind in kindOf.items():
        if kind in {"found", "second"}:
            simulation.indexed[f"{label}.{1 if kind == 'found' else 2}"] = slugId()

    def fault(call: Call) -> TaskclusterFailure | None:
        if isinstance(call, FindTask):
            isBroken = kindOf[call.indexPath.partition(".")[0]] == "broken"
            return rest(403, "InsufficientScopes") if isBroken else None
        isBad = isinstance(call, CreateTask) and labelOf(simulation, call) in bad
        return rest(400, "InputError") if isBad else None

    simulation.before = fault
    report = simulation.submit()
    checkInvariants(simulation, report)

    def expected(label: str) -> str:
        if kindOf[label] in {"found", "second"}:
            return "reused"
        if kindOf[label] == "broken":
            return "failed"
        if any(expected(needed) in {"failed", "skipped"} for needed in needs[label]):
            return "skipped"
        return "failed" if label in bad else "created"

    assert states(report) == {label: expected(label) for label in needs}
    found = {result.label: result.taskId for result in report.results if result.state == "reused"}
    assert {*found.values()} == {*simulation.indexed.values()}
    searched = [n for n, call in enumerate(simulation.calls) if isinstance(call, FindTask)]
    created = [n for n, call in enumerate(simulation.calls) if isinstance(call, CreateTask)]
    assert max(searched, default=-1) < min(created, default=inf)


def test_ids_of_reused_tasks_replace_those_of_the_tasks_of_the_graph() -> None:
    graph = newGraph()
    image = graph.add("image", reuse=["image.v1"])
    other = graph.add("other")
    build = graph.add(
        "build", needs=[image, other], payload={"image": image.taskId, "n": [image.taskId]}
    )
    test = graph.add("test", needs=[build], payload={"image": image.taskId})
    simulation = Simulation(planOf(graph), indexed={"image.v1": "BBBBBBBBTAuAAAAAAAAAAA"})
    report = simulation.submit()
    sent = {
        call.taskId: call.definition for call in simulation.calls if isinstance(call, CreateTask)
    }
    assert sent[build.taskId].dependencies == ["BBBBBBBBTAuAAAAAAAAAAA", other.taskId]
    assert sent[build.taskId].payload == {
        "image": "BBBBBBBBTAuAAAAAAAAAAA",
        "n": ["BBBBBBBBTAuAAAAAAAAAAA"],
    }
    assert sent[test.taskId].payload == {"image": "BBBBBBBBTAuAAAAAAAAAAA"}
    assert report.results[0].taskId == "BBBBBBBBTAuAAAAAAAAAAA"


def test_a_decision_to_reuse_or_to_create_stays_the_same() -> None:
    reuse = {"a": ["a.v1"], "b": ["b.v1"]}
    simulation = simulate({"a": [], "b": [], "c": ["a", "b"]}, Random(1), reuse)
    simulation.indexed["a.v1"] = former = slugId()
    simulation.before = lambda call: (
        rest(403, "InsufficientScopes")
        if isinstance(call, CreateTask) and labelOf(simulation, call) == "c"
        else None
    )
    assert states(simulation.submit()) == {"a": "reused", "b": "created", "c": "failed"}
    assert [it for it in simulation.journal if isinstance(it, Reused)] == [
        Reused(label="a", taskId=former)
    ]
    simulation.before = lambda _: None
    simulation.indexed = {"a.v1": slugId(), "b.v1": slugId(), "former": former}
    report = simulation.submit()
    assert states(report) == {"a": "reused", "b": "created", "c": "created"}
    assert report.results[0].taskId == former


@pytest.mark.parametrize("state", ["failed", "exception"])
def test_a_task_that_failed_is_not_reused(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = simulate({"a": []}, Random(1), {"a": ["a.v1"]})
    simulation.indexed["a.v1"] = slugId()
    handle = simulation.handle

    def respond(call: Call) -> object:
        if isinstance(call, GetStatus):
            return statusOf(call.taskId, slugId(), state)
        return handle(call)

    monkeypatch.setattr(simulation, "handle", respond)
    assert states(simulation.submit()) == {"a": "created"}


@pytest.mark.parametrize("taskId", ["../..", "", "x" * 100_000, "-" * 22, "\x1b[31m", OTHER])
def test_a_task_is_not_reused_if_the_server_responds_with_another_id(
    taskId: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulation = simulate({"a": [], "b": ["a"]}, Random(1), {"a": ["a.v1"]})
    simulation.indexed["a.v1"] = slugId()
    handle = simulation.handle

    def respond(call: Call) -> object:
        isStatus = isinstance(call, GetStatus)
        return statusOf(taskId, slugId()) if isStatus else handle(call)

    monkeypatch.setattr(simulation, "handle", respond)
    assert states(simulation.submit()) == {"a": "created", "b": "created"}


@pytest.mark.parametrize("taskId", ["../..", "", "x" * 100_000, "\x1b[31m"])
def test_an_id_in_the_index_that_is_not_a_slugid_is_not_used(taskId: str) -> None:
    simulation = simulate({"a": [], "b": ["a"]}, Random(1), {"a": ["a.v1"]})
    simulation.indexed["a.v1"] = taskId
    assert states(simulation.submit()) == {"a": "created", "b": "created"}
    assert not [call for call in simulation.calls if isinstance(call, GetStatus)]


@pytest.mark.parametrize(("deadline", "isReused"), [("4 days", True), ("200 days", False)])
def test_a_task_that_expires_before_a_deadline_is_not_reused(
    *, deadline: str, isReused: bool
) -> None:
    graph = newGraph()
    graph.add("a", reuse=["a.v1"])
    graph.add("b", needs=["a"], deadline=START + timedelta(days=int(deadline.split(maxsplit=1)[0])))
    simulation = Simulation(planOf(graph), indexed={"a.v1": slugId()})
    assert states(simulation.submit())["a"] == ("reused" if isReused else "created")


def test_an_indexed_task_that_was_deleted_is_not_reused() -> None:
    simulation = simulate({"a": []}, Random(1), {"a": ["a.v1"]})
    simulation.indexed["a.v1"] = slugId()
    simulation.before = lambda call: (
        rest(404, "ResourceNotFound") if isinstance(call, GetStatus) else None
    )
    assert states(simulation.submit()) == {"a": "created"}


@given(needs=needsOf(), random=randoms, data=st.data())
def test_tasks_that_need_no_new_one_wait_for_the_decision_task(
    needs: Needs, random: Random, data: st.DataObject
) -> None:
    decision, other = "CCCCCCCCTAuAAAAAAAAAAA", "DDDDDDDDTAuAAAAAAAAAAA"
    found = data.draw(st.sets(st.sampled_from(sorted(needs)))) if needs else set[str]()
    hasOther = data.draw(st.sets(st.sampled_from(sorted(needs)))) if needs else set[str]()
    graph = newGraph()
    for label, needed in needs.items():
        dependencies = [other] if label in hasOther else []
        graph.add(label, needs=needed, reuse=[label], dependencies=dependencies)
    simulation = Simulation(planOf(graph, decision), random)
    simulation.indexed = {label: slugId() for label in found} | {"decision": decision, "o": other}
    assert "failed" not in states(simulation.submit()).values()
    for call in simulation.calls:
        if isinstance(call, CreateTask):
            label = labelOf(simulation, call)
            waitsFor = {*(call.definition.dependencies or ())}
            isFirst = {*needs[label]} <= found
            assert (decision in waitsFor) == isFirst
            assert (other in waitsFor) == (label in hasOther)
            assert len(waitsFor) == len({*needs[label]}) + isFirst + (label in hasOther)


# Dry runs


@given(needs=needsOf(), random=randoms, isFound=st.booleans())
def test_a_dry_run_creates_nothing(needs: Needs, random: Random, *, isFound: bool) -> None:
    simulation = simulate(needs, random, {label: [label] for label in needs})
    if isFound:
        simulation.indexed = {label: slugId() for label in [*needs][::2]}
    report = simulation.submit(dryRun=True)
    assert not [call for call in simulation.calls if isinstance(call, CreateTask)]
    assert states(report) == {
        label: "reused" if label in simulation.indexed else "planned" for label in needs
    }


# Progress


def test_progress_that_fails_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    calls: list[object] = []

    def progress(counts: Mapping[str, int]) -> None:
        calls.append(counts)
        raise ValueError("broken")

    simulation = simulate({f"t{n}": [] for n in range(20)}, Random(1))
    assert simulation.submit(progress=progress).totals() == {"created": 20}
    assert len(calls) == 1
    assert caplog.messages == ["TaskGraph.submit: progress failed: ValueError: broken"]


def test_a_progress_function_can_end_the_program() -> None:
    def progress(_: Mapping[str, int]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate({"a": []}, Random(1)).submit(progress=progress)


# Logs


def test_retries_and_failures_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="tc_typed")
    simulation = simulate({"a\nb": []}, Random(1))
    simulation.before = lambda _: (
        dropped() if len(simulation.calls) < 3 else rest(400, "InputError")
    )
    simulation.submit(policy=RetryPolicy(randomizationFactor=0))
    assert [(it.levelname, it.getMessage()) for it in caplog.records] == [
        ("INFO", "queue.createTask: dropped; retrying in 0.1 s"),
        ("INFO", "queue.createTask: dropped [2 attempts]; retrying in 0.2 s"),
        ("WARNING", r"task a\nb failed: queue.createTask: InputError (400): no [3 attempts]"),
    ]


# Sizes


def test_a_graph_without_tasks_is_submitted() -> None:
    simulation = simulate({}, Random(1))
    assert simulation.submit().results == ()
    assert simulation.progress == [{}]


def test_long_chains_cause_no_problem() -> None:
    chain = {f"t{n}": [f"t{n - 1}"] if n else [] for n in range(10_000)}
    simulation = simulate(chain, Random(1))
    bad = simulation.plan.nodes["t2000"].taskId
    simulation.before = lambda call: (
        rest(400, "InputError") if isinstance(call, CreateTask) and call.taskId == bad else None
    )
    assert simulation.submit().totals() == {"created": 2000, "failed": 1, "skipped": 7999}


def test_a_task_can_need_thousands() -> None:
    needs: dict[str, list[str]] = {f"t{n}": [] for n in range(2000)}
    simulation = simulate({"all": [*needs], **needs}, Random(1))
    assert simulation.submit(concurrency=1).totals() == {"created": 2001}


# Options


@pytest.mark.parametrize("concurrency", [0, -1, 1.5, True, "5", None, nan])
def test_a_wrong_concurrency_is_refused(concurrency: object) -> None:
    with pytest.raises(InvalidCall, match="concurrency must be an integer of 1 or more"):
        SubmitOptions(concurrency, 60, None, False, None)  # type: ignore[arg-type]  # an untyped caller


@pytest.mark.parametrize("retryFor", [-1, nan, "60", None, False])
def test_a_wrong_time_for_retries_is_refused(retryFor: object) -> None:
    with pytest.raises(InvalidCall, match="retryFor must be a number of seconds of 0 or more"):
        SubmitOptions(50, retryFor, None, False, None)  # type: ignore[arg-type]  # an untyped caller


def test_without_time_for_retries_there_are_none() -> None:
    simulation = simulate({f"t{n}": [] for n in range(9)}, Random(1))
    simulation.before = lambda _: dropped()
    report = simulation.submit(retryFor=0, concurrency=1)
    assert simulation.waits == []
    assert report.totals() == {"failed": 2, "skipped": 7}
