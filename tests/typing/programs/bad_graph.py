"""Errors in task graphs. mypy's message for the line is after `M:`, pyright's after `P:`."""

from __future__ import annotations

from tc_typed import Index, Queue, aio, fromNow
from tc_typed.graph import Node, TaskGraph


def build(graph: TaskGraph, node: Node, group: str) -> None:
    graph.add("a", retrys=2)  # M: Unexpected keyword argument "retrys" for "add" of "TaskGraph"; did you mean "retries" P: No parameter named "retrys"
    graph.add("a", retries="2")  # M: Argument "retries" to "add" of "TaskGraph" has incompatible type "str"; expected "int" P: parameter "retries" of type "int"
    graph.add("a", priority="urgent")  # M: Argument "priority" to "add" of "TaskGraph" has incompatible type "Literal\['urgent'\]" P: parameter "priority" of type "TaskPriority"
    graph.add("a", metadata={"nam": "n"})  # M: Argument "metadata" to "add" of "TaskGraph" has incompatible type "dict\[str, str\]" P: parameter "metadata" of type
    graph.add("a", metadata={"name": 1})  # M: Argument "metadata" to "add" of "TaskGraph" has incompatible type "dict\[str, int\]" P: parameter "metadata" of type
    graph.add("a", tags={"kind": 1})  # M: Dict entry 0 has incompatible type "str": "int"; expected "str": "str" P: parameter "tags" of type "dict\[str, str\]"
    graph.add("a", payload={"run": {1}})  # M: Dict entry 0 has incompatible type "str": "set\[int\]" P: parameter "payload" of type "FreeForm"
    graph.add("a", deadline=5)  # M: Argument "deadline" to "add" of "TaskGraph" has incompatible type "int" P: parameter "deadline" of type
    graph.add("a", needs="build")  # M: Argument "needs" to "add" of "TaskGraph" has incompatible type "str" P: parameter "needs" of type "Several\[Node \| str\]"
    graph.add("a", needs=node)  # M: Argument "needs" to "add" of "TaskGraph" has incompatible type "Node" P: parameter "needs" of type "Several\[Node \| str\]"
    graph.add("a", needs=[1])  # M: List item 0 has incompatible type "int"; expected "Node \| str" P: parameter "needs" of type "Several\[Node \| str\]"
    graph.add("a", needs=None)  # M: Argument "needs" to "add" of "TaskGraph" has incompatible type "None" P: parameter "needs" of type "Several\[Node \| str\]"
    graph.add("a", reuse="project.x")  # M: Argument "reuse" to "add" of "TaskGraph" has incompatible type "str" P: parameter "reuse" of type "Several\[str\]"
    graph.add("a", reuse=[node])  # M: List item 0 has incompatible type "Node"; expected "str" P: parameter "reuse" of type "Several\[str\]"
    graph.add("a", [node])  # M: Too many positional arguments for "add" of "TaskGraph" P: Expected 1 positional argument
    graph.add(label="a")  # M: Unexpected keyword argument "label" P: Expected 1 more positional argument
    graph.add()  # M: Too few arguments for "add" of "TaskGraph" P: Expected 1 more positional argument
    TaskGraph(group, deadlin="1 day")  # M: Unexpected keyword argument "deadlin" for "TaskGraph"; did you mean "deadline" P: No parameter named "deadlin"
    TaskGraph(group, scopes="x")  # M: Argument "scopes" to "TaskGraph" has incompatible type "str"; expected "list\[str\]" P: parameter "scopes" of type "list\[str\]"
    TaskGraph(group, needs=[node])  # M: Unexpected keyword argument "needs" for "TaskGraph" P: No parameter named "needs"
    node.label = "b"  # M: Property "label" defined in "Node" is read-only P: Attribute "label" is read-only
    graph.nodes["b"] = node  # M: Unsupported target for indexed assignment P: "__setitem__" method not defined on type "Mapping\[str, Node\]"


def check(graph: TaskGraph) -> None:
    graph.check(payloads={"a/b": dict})  # M: Dict entry 0 has incompatible type "str": "type\[dict\[Any, Any\]\]" P: parameter "payloads" of type
    graph.check(["scope"])  # M: Too many positional arguments for "check" of "TaskGraph" P: Expected 0 positional argument
    graph.definition("a", created="now")  # M: Argument "created" to "definition" of "TaskGraph" has incompatible type "str" P: parameter "created" of type
    graph.definition("a", created=fromNow("")).payload.image  # M: Item "dict\[str, .*" of "dict\[str, JsonValue\] \| BaseModel" has no attribute "image" P: Cannot access attribute "image"


def submit(graph: TaskGraph, queue: Queue, index: Index) -> None:
    graph.submit(index)  # M: No overload variant of "submit" of "TaskGraph" matches argument type "Index" P: No overloads for "submit" match
    graph.submit(queue, concurrency="50")  # M: No overload variant of "submit" of "TaskGraph" matches P: No overloads for "submit" match
    graph.submit(queue).raiseForFailure()  # M: "Report" has no attribute "raiseForFailure"; maybe "raiseForFailures" P: Cannot access attribute "raiseForFailure" for class "Report"


async def submitAsync(graph: TaskGraph, queue: aio.Queue, sync: Queue) -> None:
    graph.submit(queue)  # M: must be used|not awaited|awaitable P: Result of async function call is not used
    graph.submit(queue).raiseForFailures()  # M: "Coroutine\[.*Report\]" has no attribute "raiseForFailures" P: Cannot access attribute "raiseForFailures" for class "Coroutine
    await graph.submit(sync)  # M: Incompatible types in "await" \(actual type "Report" P: "Report" is not awaitable
