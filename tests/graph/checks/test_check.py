"""Checks of graphs, compared with what the local Taskcluster and recorded responses say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict
from tests.graph.sample_graph import METADATA, newGraph, untyped
from tests.testing.conftest import Clock
from tests.testing.samples import newQueue, removeAnonymousRole
from tests.testing.scenarios import load, scenario

from tc_typed import InsufficientScopes, InvalidCall, Queue, slugId
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.generic_worker import MultiuserPosixOrDockerPayload, MultiuserPosixPayload
from tc_typed.graph import GraphProblem, InvalidTaskGraph, Node, TaskGraph
from tc_typed.queue.operations import createTask
from tc_typed.scopes.params import PRIORITIES
from tc_typed.scopes.patterns import expressionParams, scopeSets
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.server.errors import ApiError

if TYPE_CHECKING:
    from pydantic import JsonValue

OFFSETS = ["-1 hour", "0 s", "1 hour", "2 hours", "1 day", "5 days", "5 days 1 hour", "30 days"]

TIMES = st.sampled_from(OFFSETS) | st.sampled_from([-1, 1, 2, 24, 120]).map(
    lambda hours: timedelta(hours=hours)
)

SET_BY_GRAPH = {("queue-create-invalid", number) for number in (11, 22, 23)}

ONLY_KNOWN_TO_THE_QUEUE = {("queue-dependencies-odd", number) for number in (11, 13)}

REPEATED = {("queue-dependencies-odd", 15)}  # The graph drops repeated dependencies.

SCOPED_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "taskQueueId": st.sampled_from(["prov/linux", "prov/windows"]),
        "projectId": st.sampled_from(["none", "proj"]),
        "priority": st.sampled_from(PRIORITIES),
        "scopes": st.lists(st.sampled_from(["a:1", "a:*", "b"])),
        "routes": st.lists(st.sampled_from(["r.a", "r.b", "s"]), unique=True),
    },
)

SECRET = "hunter2"

PAYLOADS = st.recursive(
    st.sampled_from([SECRET, 5, None, f"-{SECRET}-"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*DockerWorkerPayload.model_fields, "path", "type", "a"]), inner
        )
    ),
)


def problemsOf(graph: TaskGraph, **options: Any) -> tuple[GraphProblem, ...]:
    try:
        graph.check(**options)
    except InvalidTaskGraph as error:
        return error.problems or (GraphProblem("", "", "an error without problems"),)
    return ()


def problemsOfOne(**fields: object) -> list[str]:
    """Return the problems of a graph with a single task."""
    graph = newGraph()
    untyped(graph.add)("a", **fields)
    return [str(problem) for problem in problemsOf(graph)]


# Times, compared with a queue


@st.composite
def tasks(draw: st.DrawFn) -> Sequence[tuple[object, object, set[int]]]:
    """Draw tasks: deadline, expiry, and numbers of the earlier tasks that are needed."""
    found: list[tuple[object, object, set[int]]] = []
    for number in range(draw(st.integers(1, 6))):
        needs = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set[int]()
        found.append((draw(TIMES), draw(st.none() | TIMES), needs))
    return found


@settings(max_examples=100)
@given(tasks())
def test_the_queue_refuses_the_same_times(
    drawn: Sequence[tuple[object, object, set[int]]],
) -> None:
    start = datetime.now(UTC) - timedelta(seconds=5)
    graph, clock = newGraph(), Clock()

    def timeOf(time: object) -> object:
        return start + time if isinstance(time, timedelta) else time

    for number, (deadline, expires, needs) in enumerate(drawn):
        fields = {"deadline": timeOf(deadline), "expires": timeOf(expires)}
        given = {name: value for name, value in fields.items() if value is not None}
        untyped(graph.add)(str(number), needs=[str(need) for need in needs], **given)
    found = problemsOf(graph)
    wrong = {it.label for it in found if "may pass before it can start" not in it.message}
    queue, exist = newQueue(clock), set[str]()
    for node in graph.nodes.values():
        clock.advance(seconds=1)
        if exist.issuperset(node.neededLabels):
            definition = graph.definition(node, created=clock.now)
            with suppress(ApiError):
                queue.createTask(node.taskId, definition)
                exist.add(node.label)
            assert (node.label in wrong) is (node.label not in exist), found


def test_a_deadline_before_that_of_a_needed_task_is_a_problem() -> None:
    graph = newGraph()
    graph.add("build", deadline="2 hours")
    graph.add("test", deadline="1 hour", needs=["build"])
    (problem,) = problemsOf(graph)
    assert str(problem) == (
        "test: deadline: is before that of build, which the task needs, so it may pass before it "
        "can start"
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"deadline": "-1 day"}, "deadline: must be in the future, got '-1 day'"),
        ({"deadline": "2020-01-01T00:00:00Z"}, "must be in the future, got '2020-01-01T00:00:00Z'"),
        (
            {"deadline": datetime(2020, 1, 1, tzinfo=UTC)},
            "must be in the future, got 2020-01-01T00:00:00.000Z",
        ),
        ({"deadline": "6 days"}, "must be at most 5 days after the creation, got '6 days'"),
        ({"expires": "1 hour"}, "expires: must not be before the deadline, got '1 hour'"),
        (
            {"deadline": "soon"},
            "deadline: must be a time or an offset such as '1 day', got 'soon'",
        ),
        ({"expires": 5}, "expires: must be a time or an offset such as '1 day', got 5"),
        ({"deadline": None}, "deadline: "),
        ({"deadline": datetime(2030, 1, 1)}, "deadline: Datetime must have a time zone"),  # noqa: DTZ001  # refused
    ],
)
def test_a_wrong_time_is_shown(fields: Mapping[str, object], message: str) -> None:
    (problem,) = problemsOfOne(**fields)
    assert message in problem


# Recorded responses


def definitionsOf(name: str) -> Iterator[tuple[int, dict[str, Any], int, str]]:
    """Yield the calls of createTask in a scenario: number, definition, status and caller."""
    story: Any = scenario(name)
    symbols = load().Symbols("https://tc.example.com", None, 1200)
    for number, step in enumerate(story["steps"], 1):
        symbols.steps.append(datetime.now(UTC))
        if step["call"] == "queue.createTask" and isinstance(step.get("body"), dict):
            yield number, symbols.fill(step["body"]), step["status"], step["as"]


@pytest.mark.parametrize("name", ["queue-create-invalid", "queue-dependencies-odd"])
def test_check_accepts_what_a_real_queue_accepts(name: str) -> None:
    skipped = SET_BY_GRAPH | ONLY_KNOWN_TO_THE_QUEUE | REPEATED
    compared = 0
    for number, body, status, _ in definitionsOf(name):
        if (name, number) in skipped:
            continue
        fields = {key: body[key] for key in body.keys() - {"created", "taskGroupId"}}
        isAccepted = False
        with suppress(InvalidCall, InvalidTaskGraph):
            graph = TaskGraph(slugId())
            untyped(graph.add)("a", **fields)
            graph.check()
            isAccepted = True
        # A conflict with an existing task is not a problem of the definition.
        assert isAccepted is (status in {200, 409}), (number, body)
        compared += 1
    assert compared > 10


def test_check_misses_the_scopes_that_a_real_queue_missed() -> None:
    name = "queue-create-routes-and-scopes"
    story: Any = scenario(name)
    compared = 0
    symbols = load().Symbols("https://tc.example.com", None, 1200)
    for step in story["steps"]:
        symbols.steps.append(datetime.now(UTC))
        if step["call"] != "queue.createTask" or step["as"] not in story["clients"]:
            continue
        body = symbols.fill(step["body"])
        # The dependency was created before, and the task group has another scheduler.
        fields = {key: body[key] for key in body.keys() - {"created", "taskGroupId"}}
        graph = TaskGraph(slugId())
        untyped(graph.add)("a", **fields)
        scopes = symbols.fill(story["clients"][step["as"]]["scopes"])
        isAllowed = step["code"] != "InsufficientScopes" if "code" in step else True
        assert (not problemsOf(graph, scopes=scopes)) is isAllowed, step
        compared += 1
    assert compared > 20


# Scopes, compared with a local Taskcluster


@pytest.fixture(scope="module")
def taskcluster() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0) as running:
        removeAnonymousRole(running)
        yield running


@pytest.fixture(scope="module")
def queue(taskcluster: LocalTaskcluster) -> Iterator[Queue]:
    with Queue(taskcluster.options(), retries=0) as client:
        yield client


@settings(max_examples=40)
@given(st.lists(SCOPED_FIELDS, min_size=1, max_size=3), st.data())
def test_scopes_suffice_if_the_local_taskcluster_accepts_them(
    taskcluster: LocalTaskcluster,
    queue: Queue,
    drawn: Sequence[Mapping[str, object]],
    data: st.DataObject,
) -> None:
    graph = newGraph()
    for number, fields in enumerate(drawn):
        untyped(graph.add)(str(number), **fields)
    needed = data.draw(st.sampled_from(scopeSets(graph.requiredScopes())))
    scopes = data.draw(st.just(needed) | st.lists(st.sampled_from(needed), unique=True))
    if data.draw(st.booleans()):
        scopes = [re.sub(r"[^:]*$", "*", scope, count=1) for scope in scopes]
    caller = queue.use(credentials=taskcluster.createClient(f"test/{slugId()}", scopes))
    refused: list[str] = []
    for node in graph.nodes.values():
        try:
            caller.createTask(node.taskId, graph.definition(node))
        except InsufficientScopes:
            refused.append(node.label)
    found = problemsOf(graph, scopes=scopes)
    assert bool(found) is bool(refused), (scopes, found)
    for label in refused:
        assert any(re.search(rf"\b{label}\b|more", problem.message) for problem in found)


def test_missing_scopes_are_grouped_and_show_one_scope_per_task_queue() -> None:
    graph = newGraph()
    for number in range(500):
        graph.add(f"test-{number}", priority="low")
    graph.add("alone", taskQueueId="prov/other", priority="highest")
    found = problemsOf(graph, scopes=["queue:scheduler-id:*", "queue:create-task:project:*"])
    many, one = [str(problem) for problem in found]
    assert many == (
        "missing scope queue:create-task:low:prov/linux (or for a higher priority), needed to "
        "create 500 tasks: test-0, test-1, test-2 and 497 more"
    )
    assert one == "missing scope queue:create-task:highest:prov/other, needed to create alone"


def test_the_scopes_of_tasks_depend_only_on_the_fields_that_are_compared() -> None:
    assert createTask.scopes is not None
    assert expressionParams(createTask.scopes) == {
        "projectId",
        "schedulerId",
        "scopes",
        "routes",
        "priorities",
        "provisionerId",
        "workerType",
    }
    # The only alternatives are those for priorities.
    assert str(createTask.scopes).count("AnyOf") == 1


def test_a_single_string_of_scopes_is_refused() -> None:
    with pytest.raises(InvalidCall, match=r"TaskGraph.check: scopes must be a list of scopes"):
        untyped(newGraph().check)(scopes="*")


# Needs


@settings(max_examples=100)
@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
def test_a_graph_is_refused_if_tasks_need_each_other(edges: set[tuple[int, int]]) -> None:
    graph = newGraph()
    for number in range(7):
        graph.add(str(number), needs=[str(to) for of, to in sorted(edges) if of == number])
    reached = {*edges}
    for _ in range(3):  # Each round doubles the longest path.
        reached |= {(a, d) for a, b in reached for c, d in reached if b == c}
    found = problemsOf(graph)
    assert {problem.field for problem in found} <= {"needs"}
    assert bool(found) is any(a == b for a, b in reached)
    removed = {*edges}
    for problem in found:
        path = re.findall(r"\d", problem.message) or [problem.label, problem.label]
        assert path[0] == path[-1] == problem.label
        steps = [(int(a), int(b)) for a, b in pairwise(path)]
        assert {*steps} <= edges
        removed -= {*steps}
    assert all((a, a) not in removed for a in range(7))


def test_a_long_cycle_is_shortened() -> None:
    graph = newGraph()
    for number in range(1000):
        graph.add(str(number), needs=[str((number + 1) % 1000)])
    (problem,) = problemsOf(graph)
    assert re.fullmatch(
        r"the tasks need each other: (\d+ needs ){5}… \(991 more\)( needs \d+){5}", problem.message
    )


def test_only_the_first_cycles_are_listed() -> None:
    graph = newGraph()
    for number in range(25):
        graph.add(str(number), needs=[str(number)])
    *first, last = problemsOf(graph)
    assert [problem.message for problem in first] == ["the task needs itself"] * 20
    assert last.message == "there are more tasks that need each other"


def test_needs_that_are_not_in_the_graph_are_found() -> None:
    graph, other = newGraph(), newGraph()
    graph.add("build-linux")
    foreign = other.add("build-linux")
    graph.add("a", needs=["build-linx", "xyz", foreign])
    graph.add("b", needs=["c"])
    graph.add("c")
    assert [str(problem) for problem in problemsOf(graph)] == [
        "a: needs: the graph has no task 'build-linx'; did you mean build-linux?",
        "a: needs: the graph has no task 'xyz'",
        "a: needs: 'build-linux' is a task of another graph",
    ]


def test_a_task_of_the_graph_must_not_only_be_in_the_dependencies() -> None:
    graph = newGraph()
    build = graph.add("build")
    graph.add("test", dependencies=[build.taskId])
    graph.add("both", dependencies=[build.taskId], needs=[build])
    (problem,) = problemsOf(graph)
    assert str(problem) == (
        "test: dependencies: has the id of build; list tasks of the graph in needs"
    )


@pytest.mark.parametrize(("number", "isAllowed"), [(10_000, True), (10_001, False)])
def test_a_task_depends_on_at_most_10000_others(number: int, isAllowed: bool) -> None:  # noqa: FBT001
    graph = newGraph()
    needs: list[Node | str] = [graph.add(str(each)) for each in range(9_000)]
    dependencies = [slugId() for _ in range(number - 9_000)]
    graph.add("all", needs=[*needs, *needs], dependencies=dependencies)
    found = [str(problem) for problem in problemsOf(graph)]
    rule = "all: dependencies: must be at most 10,000 with the needs, got 10,001"
    assert found == ([] if isAllowed else [rule])


# Definitions


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"retrys": 1}, "a: retrys: Extra inputs are not permitted; did you mean retries?"),
        ({"retries": 50}, "a: retries: Input should be less than or equal to 49"),
        ({"metadata": {"source": "x"}}, "a: metadata.source: "),
        ({"metadata": {"nam": "x"}}, "a: metadata.nam: "),
        ({"scopes": ["a", "b**"]}, "a: scopes.1: must not end in **, got 'b**'"),
        ({"created": "2026-01-01T00:00:00Z"}, "a: created: must be left out; the graph sets it"),
        ({"taskGroupId": slugId()}, "a: taskGroupId: must be left out; the graph sets it"),
        ({"payload": {"a": "\ud800"}}, "a: the definition can't be written as JSON"),
        ({"taskQueueId": None}, "a: taskQueueId: Field required"),
        (
            {"provisionerId": "other"},
            "a: taskQueueId: must be <provisionerId>/<workerType>, if these are set",
        ),
    ],
)
def test_an_invalid_definition_is_found(fields: Mapping[str, object], message: str) -> None:
    (problem,) = problemsOfOne(**fields)
    assert problem.startswith(message)


def test_the_halves_of_a_task_queue_are_enough() -> None:
    graph = TaskGraph(slugId(), provisionerId="prov", workerType="linux", payload={})
    graph.add("a", deadline="1 day", metadata=METADATA)
    assert not problemsOf(graph, scopes=["*"])
    (problem, *_) = problemsOf(
        graph, scopes=["queue:scheduler-id:-", "queue:create-task:project:*"]
    )
    assert "queue:create-task:lowest:prov/linux" in problem.message


def test_all_tasks_have_the_same_scheduler() -> None:
    graph = newGraph()
    graph.add("a")
    graph.add("b", schedulerId="other")
    graph.add("c", schedulerId="other")
    assert [(it.label, it.field) for it in problemsOf(graph)] == [
        ("b", "schedulerId"),
        ("c", "schedulerId"),
    ]
    queue = newQueue(Clock())
    queue.createTask(slugId(), graph.definition("a"))
    with pytest.raises(ApiError, match="scheduler"):
        queue.createTask(slugId(), graph.definition("b"))


# Payloads


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: int


class Any_(BaseModel):
    pass


@pytest.mark.parametrize(
    ("patterns", "isRefused"),
    [
        (["prov/linux"], True),
        (["prov/*"], True),
        (["*"], True),
        (["prov/lin"], False),
        (["prov/linux-*"], False),
        (["other/*"], False),
    ],
)
def test_models_belong_to_patterns_of_task_queues(
    patterns: Sequence[str],
    isRefused: bool,  # noqa: FBT001
) -> None:
    graph = newGraph(payload={"size": "one"})
    graph.add("a")
    assert bool(problemsOf(graph, payloads=dict.fromkeys(patterns, Strict))) is isRefused


@pytest.mark.parametrize("others", [["prov/*"], ["prov/linu*", "*"], ["prov/linux*"]])
def test_the_same_task_queue_wins_over_a_pattern(others: Sequence[str]) -> None:
    graph = newGraph(payload={"size": "one"})
    graph.add("a")
    for models in (
        {"prov/linux": Any_, **dict.fromkeys(others, Strict)},
        {**dict.fromkeys(others, Strict), "prov/linux": Any_},
    ):
        assert not problemsOf(graph, payloads=models)


def test_the_longest_pattern_wins() -> None:
    graph = newGraph(payload={"size": "one"})
    graph.add("a")
    assert not problemsOf(graph, payloads={"*": Strict, "prov/l*": Any_, "prov/*": Strict})


def test_built_in_task_queues_are_known() -> None:
    graph = newGraph(taskQueueId="built-in/succeed")
    graph.add("a")
    graph.add("b", payload={"size": 1})
    assert [(it.label, it.field) for it in problemsOf(graph)] == [("b", "payload.size")]
    assert not problemsOf(graph, payloads={"built-in/*": Any_})


def test_a_model_can_be_a_union() -> None:
    graph = newGraph()
    graph.add("docker", payload={"image": "i", "maxRunTime": 1})
    graph.add("generic", payload={"command": [["true"]], "maxRunTime": 1})
    graph.add("neither", payload={"maxRunTime": 1})
    found = problemsOf(graph, payloads={"prov/*": MultiuserPosixOrDockerPayload})
    assert {problem.label for problem in found} == {"neither"}


def test_models_of_other_workers_are_found() -> None:
    graph = newGraph()
    graph.add("a", payload=DockerWorkerPayload(image="i", maxRunTime=1))
    assert not problemsOf(graph, payloads={"prov/*": DockerWorkerPayload})
    assert {it.field for it in problemsOf(graph, payloads={"prov/*": Strict})} == {
        "payload.size",
        "payload.image",
        "payload.maxRunTime",
    }


@given(st.dictionaries(st.sampled_from([*DockerWorkerPayload.model_fields]), PAYLOADS))
def test_values_of_payloads_are_never_shown(payload: dict[str, JsonValue]) -> None:
    graph = newGraph(payload=payload)
    graph.add("a")
    models = {"prov/*": MultiuserPosixOrDockerPayload}
    with pytest.raises(InvalidTaskGraph) as caught:
        graph.check(payloads=models)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value.problems)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_repeated_values_of_payloads_are_not_shown() -> None:
    graph = newGraph(payload={"command": [["a"]], "maxRunTime": 1, "osGroups": [SECRET, SECRET]})
    graph.add("a")
    (problem,) = problemsOf(graph, payloads={"prov/*": MultiuserPosixPayload})
    assert str(problem) == "a: payload.osGroups: Items should be unique"


# Messages


def test_the_same_problem_of_many_tasks_is_one_line() -> None:
    graph = newGraph(deadline="6 days")
    for number in range(500):
        graph.add(str(number), retries=-1 if number == 7 else 1)
    with pytest.raises(InvalidTaskGraph) as caught:
        graph.check()
    assert str(caught.value).splitlines() == [
        "TaskGraph.check: the graph is invalid:",
        "  7: retries: Input should be greater than or equal to 0",
        "  0, 1, 2 and 496 more: deadline: must be at most 5 days after the creation, got '6 days'",
    ]
    assert len(caught.value.problems) == 500


def test_the_first_20_problems_are_listed() -> None:
    graph = newGraph()
    for number in range(22):
        graph.add(f"task\n{number}", needs=[f"missing-{number}"])
    with pytest.raises(InvalidTaskGraph) as caught:
        graph.check()
    lines = str(caught.value).splitlines()
    assert len(lines) == 22
    assert lines[1].startswith(r"  task\n0: needs: the graph has no task 'missing-0'")
    assert lines[-1] == "  and 2 more problems"
    assert len(caught.value.problems) == 22


def test_an_empty_graph_is_valid() -> None:
    newGraph().check(scopes=[])
    assert newGraph().requiredScopes() == {"AllOf": []}


@given(st.lists(st.text(min_size=1), min_size=1, unique=True))
def test_labels_can_be_any_strings(labels: Sequence[str]) -> None:
    assume(all(len(label) < 256 for label in labels))
    graph = newGraph()
    for label in labels:
        graph.add(label, metadata={"name": "n"})
    graph.check()
