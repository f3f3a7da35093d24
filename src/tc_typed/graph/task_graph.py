"""Task graphs: many tasks that are created together, in the order of their needs."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Unpack, overload

from tc_typed.core.errors import InvalidCall, didYouMean
from tc_typed.core.sync import ServiceClient
from tc_typed.core.texts import shownValue
from tc_typed.graph.checks.check import check, requiredScopesOf
from tc_typed.graph.formats import pictures, taskgraph_json
from tc_typed.graph.node import ADD, Node, checkedCopy, isSlugId, newNode
from tc_typed.graph.plan import Plan
from tc_typed.graph.submission import sync
from tc_typed.graph.submission.submission import SubmitOptions
from tc_typed.queue.models import TaskDefinition, TaskFields
from tc_typed.times import fromNow

if TYPE_CHECKING:
    from tc_typed.graph.checks.definitions import PayloadModels
    from tc_typed.graph.progress import TaskProgress
    from tc_typed.graph.report import Report
    from tc_typed.graph.several import Several
    from tc_typed.queue.aio import Queue as AsyncQueue
    from tc_typed.queue.client import Queue
    from tc_typed.scopes.patterns import Requirement

_CREATE = "TaskGraph"
_CHECK = "TaskGraph.check"
_SUBMIT = "TaskGraph.submit"


class TaskGraph:
    """Tasks of one task group that are created together, in the order of their needs.

    Example:
        ```python
        graph = TaskGraph(taskGroupId, taskQueueId="proj-example/linux", deadline="1 day")
        image = graph.add("image", payload=imagePayload, metadata=metadata)
        graph.add("build", payload=buildPayload, metadata=metadata, needs=[image])
        report = graph.submit(queue)
        report.raiseForFailures()
        ```
    """

    def __init__(
        self,
        taskGroupId: str,
        /,
        *,
        decisionTaskId: str | None = None,
        **defaults: Unpack[TaskFields],
    ) -> None:
        """Create a graph without tasks.

        Args:
            taskGroupId: Slugid of the task group. In a decision task, it is usually the id of that
                task.
            decisionTaskId: Task that the tasks of the graph wait for, directly if they need no new
                task of the graph. So none of them starts if the decision task fails half-way.
                Defaults to none.
            **defaults: Fields of all tasks. `metadata` and `tags` are merged with those of a task
                by key; any other field, also a list, is replaced by the one that a task has.
                `deadline` and `expires` can be offsets from the creation, such as `1 day`.

        Raises:
            InvalidCall: if an id is not a slugid, or a default has a type that can't be merged.
        """
        ids = {"taskGroupId": taskGroupId}
        if decisionTaskId is not None:
            ids["decisionTaskId"] = decisionTaskId
        for name, value in ids.items():
            if not isSlugId(value):
                raise InvalidCall(_CREATE, f"{name} must be a slugid, got {shownValue(value)}")
        self.taskGroupId: str = taskGroupId
        self.decisionTaskId: str | None = decisionTaskId
        self._defaults = checkedCopy(_CREATE, {"taskGroupId": taskGroupId, **defaults})
        self._nodes: dict[str, Node] = {}

    def add(
        self,
        label: str,
        /,
        *,
        needs: Several[Node | str] = (),
        reuse: Several[str] = (),
        **fields: Unpack[TaskFields],
    ) -> Node:
        """Add a task.

        Args:
            label: Name of the task, unique in the graph. It is also its `metadata.name`, unless
                that is set, by the task or by the defaults.
            needs: Tasks to wait for: nodes that this method returned, or labels, also of tasks that
                are added later. List tasks outside of the graph in `dependencies`.
            reuse: Paths in the index. The first indexed task that neither failed nor expires too
                early is used instead of this one, and its id replaces `taskId` of the result
                everywhere in the definitions of other tasks.
            **fields: Fields of the task definition. `metadata` and `tags` are merged with the
                graph's defaults by key; other fields replace their defaults. `deadline` and
                `expires` can be offsets from the creation, such as `1 day`. `created` and
                `taskGroupId` are set by the graph. Later changes to the dicts, lists and models
                have no effect.

        Returns:
            The new node. Its `taskId` can be used in payloads of other tasks.

        Raises:
            InvalidCall: if the label is already used or not a string, `needs` or `reuse` is not a
                list, or a field has a type that can't be merged.
        """
        if not isinstance(label, str) or not label:  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
            raise InvalidCall(ADD, f"label must be a non-empty string, got {shownValue(label)}")
        if label in self._nodes:
            raise InvalidCall(ADD, f"there already is a task with the label {shownValue(label)}")
        node = newNode(label, needs, reuse, fields, self._defaults)
        self._nodes[label] = node
        return node

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Tasks by label, in the order in which they were added."""
        return MappingProxyType(self._nodes)

    def definition(self, node: Node | str, *, created: datetime | None = None) -> TaskDefinition:
        """Return the definition that a task would be created with, for tests for example.

        Args:
            node: A task of the graph, or its label.
            created: Creation time, an aware datetime. Defaults to now.

        Returns:
            A new definition; changes to it have no effect on the graph.

        Raises:
            ValidationError: if the definition is invalid.
            InvalidCall: if the graph has no such task, or lacks one that it needs, or if `created`
                has no time zone.
        """
        found = self._find(node)
        for need in found.needs:
            self._find(need)
        start = fromNow("", created)
        return self._plan().definition(found, start).model_copy(deep=True)

    def _find(self, node: Node | str) -> Node:
        label = node if isinstance(node, str) else node.label
        found = self._nodes.get(label)
        if found is None:
            problem = f"the graph has no task {shownValue(label)}{didYouMean(label, self._nodes)}"
        elif isinstance(node, Node) and node is not found:
            problem = f"{shownValue(label)} is a task of another graph"
        else:
            return found
        raise InvalidCall("TaskGraph.definition", problem)

    def requiredScopes(self) -> Requirement:
        """Return the scopes that creating all tasks needs.

        Returns:
            A requirement for `missingScopes` and similar functions.

        Raises:
            InvalidTaskGraph: if a definition is invalid.

        Example:
            ```python
            scopes = auth.client(clientId).expandedScopes
            print(missingScopes(scopes, graph.requiredScopes()))
            ```
        """
        return requiredScopesOf("TaskGraph.requiredScopes", self._plan())

    def check(
        self,
        *,
        scopes: Several[str] | None = None,
        payloads: PayloadModels | None = None,
    ) -> None:
        """Check the graph; find all problems at once, and send nothing.

        It finds cycles, needs that are not part of the graph, definitions that the queue would
        refuse, and deadlines that don't fit the tasks that are needed. On request, it also finds
        missing scopes, and payloads that the worker would reject. `submit` checks the same, except
        for what is on request.

        Only the queue knows whether tasks exist that are listed in `dependencies`, and whether the
        task group is sealed or has another scheduler.

        Args:
            scopes: Scopes of the credentials that will create the tasks, with roles expanded, such
                as `auth.currentScopes().scopes`. Defaults to no check of scopes.
            payloads: Models of payloads, or unions of models, by task queue. A `*` at the end of a
                task queue matches any ending; the same name wins, then the longest match. The model
                of the built-in task queues is known.

        Raises:
            InvalidTaskGraph: if there are problems; the message lists the first 20 kinds.
            InvalidCall: if `scopes` is not a list of scopes.

        Example:
            ```python
            graph.check(
                scopes=auth.currentScopes().scopes,
                payloads={"proj-example/linux-*": DockerWorkerPayload},
            )
            ```
        """
        check(_CHECK, self._plan(), scopes, payloads)

    @overload
    def submit(
        self,
        queue: Queue,
        *,
        concurrency: int = 50,
        retryFor: float = 60,
        journal: str | Path | None = None,
        dryRun: bool = False,
        progress: TaskProgress | None = None,
    ) -> Report: ...

    @overload
    def submit(
        self,
        queue: AsyncQueue,
        *,
        concurrency: int = 50,
        retryFor: float = 60,
        journal: str | Path | None = None,
        dryRun: bool = False,
        progress: TaskProgress | None = None,
    ) -> Coroutine[object, None, Report]: ...

    def submit(
        self,
        queue: Queue | AsyncQueue,
        *,
        concurrency: int = 50,
        retryFor: float = 60,
        journal: str | Path | None = None,
        dryRun: bool = False,
        progress: TaskProgress | None = None,
    ) -> Report | Coroutine[object, None, Report]:
        """Create all tasks, each as soon as the tasks that it needs exist.

        Each task is created exactly once, also if responses are lost, or if the program is killed
        and started again: ids depend only on the task group and the label, and a task is sent again
        with the same creation time, which the journal keeps. If the queue then reports a conflict,
        or if the time is too old to be sent again, the task's status decides whether it exists. A
        task that exists is kept, even if the graph now defines it in another way.

        If a task can't be created, those that need it are skipped, unless they are reused or exist
        already. If all calls would fail, because the credentials are rejected or the retries for
        two tasks in a row were in vain, nothing more is sent. The report lists these tasks; a later
        run can continue. Retries and failures are logged.

        An interrupted or canceled submission ends soon. Only calls of a sync client through your
        own `httpClient` are waited for.

        Args:
            queue: Client of the queue. With an async one, the result has to be awaited.
            concurrency: Maximum number of tasks that are created at the same time. With a sync
                client, it is at most 100.
            retryFor: Seconds after the first failure for which temporary failures of the calls for
                a task are retried, instead of the client's number of `retries`. Waits grow to a few
                seconds. If the server asks for a longer wait, there is no retry.
            journal: Path of a file with which a later run continues this one. It contains no
                payloads. Only one submission at a time can use it. Defaults to none.
            dryRun: Whether to only check the graph and search for tasks to reuse.
            progress: Function to call with the number of tasks by state after each change, for
                example from `taskProgressBar`. If it raises an exception, that is logged, and it is
                not called any more.

        Returns:
            Report on all tasks, with the states `created`, `reused`, `failed`, `skipped` or, in a
            dry run, `planned`. Tasks that an earlier run created count as `created`.

        Raises:
            InvalidTaskGraph: if the graph is invalid.
            InvalidCall: if an argument is invalid, or the journal is that of another task group, in
                use, or not a journal.
            OSError: if the journal can't be read or written.
        """
        path = None if journal is None else Path(journal)
        options = SubmitOptions(concurrency, retryFor, path, dryRun, progress)
        if queue.serviceName != "queue":  # untyped callers
            raise InvalidCall(_SUBMIT, f"queue must be a Queue, got {type(queue).__name__}")
        # Tasks that are added meanwhile are not part of the submission.
        plan = Plan(self.taskGroupId, self.decisionTaskId, {**self._nodes})
        check(_SUBMIT, plan)
        if isinstance(queue, ServiceClient):
            return sync.submit(queue, plan, options)
        from tc_typed.graph.submission import aio  # noqa: PLC0415  # sync programs don't need asyncio

        return aio.submit(queue, plan, options)

    def toJson(self) -> str:
        """Return the graph as JSON, in the format of taskgraph's file `full-task-graph.json`.

        taskgraph loads it with `TaskGraph.from_json`, to compare graphs for example. `reuse` is the
        optimization `index-search`, and tags are also the attributes.

        As in taskgraph's files, definitions leave open what is decided when tasks are created:

        - `created`, and other times that are offsets, are `{"relative-datestamp": "1 day"}`.
        - Strings with ids of needed tasks are `{"task-reference": "<label>"}`.
        - `dependencies` do not include tasks of the graph or the decision task.

        The graph may have cycles and unknown needs.

        Returns:
            An object of tasks by label, sorted. The same graph gives the same text.

        Raises:
            InvalidTaskGraph: if definitions of tasks are invalid.
        """
        return taskgraph_json.toJson(self._plan())

    def toDot(self) -> str:
        """Return a picture of the graph in the language of Graphviz, to render it with `dot`.

        Arrows lead from each task to those that need it. Tasks are grouped by the tag `kind`. Those
        with `reuse` have a dashed frame. Needs that are not part of the graph are red, and cycles
        are drawn, so it also shows the mistakes in a graph. The decision task and other tasks
        outside of the graph are not drawn.

        If the graph has more than 100 tasks or 500 arrows, the picture has one box for each kind,
        with its number of tasks.

        Returns:
            Source of the picture. It is legible on light and dark backgrounds.

        Example:
            ```python
            Path("graph.dot").write_text(graph.toDot(), encoding="utf-8")
            subprocess.run(["dot", "-Tsvg", "-O", "graph.dot"], check=True)
            ```
        """
        return pictures.toDot(self._plan())

    def toMermaid(self) -> str:
        """Return a picture of the graph as a Mermaid flowchart, which GitHub and others render.

        It shows the same as `toDot`, and stays within Mermaid's limits of 500 arrows and 50,000
        characters.

        Returns:
            Source of the picture, for a code block with the language `mermaid`.
        """
        return pictures.toMermaid(self._plan())

    def _plan(self) -> Plan:
        return Plan(self.taskGroupId, self.decisionTaskId, self._nodes)
