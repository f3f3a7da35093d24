"""The index agrees with a model after any sequence of calls, while time passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    rule,
    run_state_machine_as_test,  # pyright: ignore[reportUnknownVariableType]  # It has no types.
)

from tc_typed import Index, ResourceNotFound, paginate, slugId
from tc_typed.index import FindTasksAtIndexRequest, IndexedTask, InsertTaskRequest
from tc_typed.testing import LocalTaskcluster

TASKS = [slugId() for _ in range(3)]
DAY = timedelta(days=1)

words = st.sampled_from(["a", "b", "B"])
paths = st.lists(words, min_size=1, max_size=3).map(".".join)
hours = st.integers(-30, 80)


def midnightAfter(time: datetime) -> datetime:
    midnight = datetime(time.year, time.month, time.day, tzinfo=UTC)
    return midnight if midnight == time else midnight + DAY


def namespacesOf(path: str) -> list[str]:
    """Return the namespaces that contain a path: `a` and `a.b` for `a.b.c`."""
    return [*accumulate(path.split("."), lambda one, other: f"{one}.{other}")][:-1]


class Model:
    """Flat model of the index: entries and expiry of namespaces by path."""

    def __init__(self) -> None:
        self.entries: dict[str, IndexedTask] = {}
        self.namespaces: dict[str, datetime] = {}

    def forget(self, now: datetime) -> None:
        """Delete what has been expired for a day."""
        self.entries = {
            path: entry for path, entry in self.entries.items() if entry.expires + DAY > now
        }
        self.namespaces = {
            path: expires for path, expires in self.namespaces.items() if expires + DAY > now
        }

    def insert(self, entry: IndexedTask) -> IndexedTask:
        path = entry.namespace
        if path in self.entries and self.entries[path].rank > entry.rank:
            return self.entries[path]
        self.entries[path] = entry
        for namespace in namespacesOf(path):
            expires = midnightAfter(entry.expires)
            self.namespaces[namespace] = max(self.namespaces.get(namespace, expires), expires)
        return entry


def below(namespace: str, of: Mapping[str, object]) -> list[str]:
    """Return the sorted paths directly below a namespace."""
    return sorted(path for path in of if path.rpartition(".")[0] == namespace)


class Histories(RuleBasedStateMachine):
    """Random calls through a real client; each result is compared with the model's."""

    def __init__(self, local: LocalTaskcluster, index: Index) -> None:
        super().__init__()
        local.reset()
        self.clock = local.clock
        self.index = index
        self.model = Model()

    def now(self) -> datetime:
        now = self.clock.now()
        self.model.forget(now)
        return now

    @rule(path=paths, taskId=st.sampled_from(TASKS), rank=st.integers(-1, 2), lifetime=hours)
    def insert(self, path: str, taskId: str, rank: int, lifetime: int) -> None:
        expires = self.now() + timedelta(hours=lifetime)
        request = InsertTaskRequest(taskId=taskId, rank=rank, data={"r": rank}, expires=expires)
        inserted = self.index.insertTask(path, request)
        entry = IndexedTask(
            namespace=path, taskId=taskId, rank=rank, data={"r": rank}, expires=expires
        )
        assert inserted == self.model.insert(entry)

    @rule(path=paths)
    def delete(self, path: str) -> None:
        self.now()
        self.model.entries.pop(path, None)
        self.index.deleteTask(path)

    @rule(path=paths)
    def find(self, path: str) -> None:
        expected = self.model.entries.get(path)
        if expected is not None and expected.expires >= self.now():
            assert self.index.findTask(path) == expected
        else:
            with pytest.raises(ResourceNotFound, match=f"no task is indexed at {path}"):
                self.index.findTask(path)

    @rule(chosen=st.lists(paths, max_size=6), limit=st.integers(1, 3))
    def findSeveral(self, chosen: list[str], limit: int) -> None:
        self.now()
        request = FindTasksAtIndexRequest(indexes=chosen)
        pages = paginate(self.index.findTasksAtIndex, request, limit=limit)
        found = [[entry.namespace for entry in page.tasks] for page in pages]
        expected = [path for path in dict.fromkeys(chosen) if path in self.model.entries]
        assert [*chain.from_iterable(found)] == expected
        assert all(0 < len(page) <= limit for page in found if expected)

    @rule(limit=st.integers(1, 3))
    def listEverything(self, limit: int) -> None:
        self.now()
        for path in ("", "missing", *self.model.namespaces):
            self.listOne(path, limit)

    def listOne(self, path: str, limit: int) -> None:
        tasks = [
            entry
            for page in paginate(self.index.listTasks, path, limit=limit)
            for entry in page.tasks
        ]
        assert tasks == [self.model.entries[each] for each in below(path, self.model.entries)]
        namespaces = [
            (each.namespace, each.name, each.expires)
            for page in paginate(self.index.listNamespaces, path, limit=limit)
            for each in page.namespaces
        ]
        assert namespaces == [
            (each, each.rpartition(".")[2], self.model.namespaces[each])
            for each in below(path, self.model.namespaces)
        ]

    @rule(span=st.integers(0, 60))
    def wait(self, span: int) -> None:
        self.clock.advance(timedelta(hours=span))


@pytest.fixture(scope="module")
def local() -> Iterator[LocalTaskcluster]:
    # The clock stands still between the rules, so that the model knows the exact time.
    frozen = datetime.now(UTC).replace(microsecond=0)
    with LocalTaskcluster(clock=lambda: frozen) as running:
        yield running


def test_every_history_agrees_with_the_model(local: LocalTaskcluster) -> None:
    with Index(local.options(), retries=0) as index:
        run_state_machine_as_test(  # type: ignore[no-untyped-call]  # It has no types.
            lambda: Histories(local, index),
            settings=settings(stateful_step_count=20),
        )
