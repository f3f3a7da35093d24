"""Store of the records that make up the state of a local Taskcluster; by default it keeps nothing.

Services keep their records in memory, in whatever structure suits them. They also `put` each record
that they add or change into `Records` of the store, and `load` them when they are created.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from tc_typed.testing.state.contents import Contents

RecordT = TypeVar("RecordT")


class Records(Generic[RecordT]):
    """Records of one kind, by key. This class keeps none. Call all methods inside the timeline."""

    def put(self, key: str, record: RecordT) -> None:
        """Add or replace a record.

        It is written when the timeline is left, as it is then: a caller may change it further.
        """

    def delete(self, key: str) -> None:
        """Delete a record. Do nothing if it is missing."""

    def load(self) -> Iterator[tuple[str, RecordT]]:
        """Yield all keys and records that were written earlier, in the order of their creation."""
        yield from ()


class Store:
    """Store that keeps nothing, for a local Taskcluster whose state is only in memory."""

    isClosed: bool = False
    """Whether it can't be used any more."""

    def __init__(self) -> None:
        self.contents: Contents = Contents()
        """Contents of uploaded files."""

    @property
    def isNew(self) -> bool:
        """Whether it had no records when it was opened or cleared."""
        return True

    def records(self, kind: str, of: type[RecordT]) -> Records[RecordT]:
        """Return the records of one kind. They can be used until the store is cleared.

        Args:
            kind: Name of the kind, which begins with that of its service: `queue.tasks`.
            of: Class of the records, a dataclass or a model that pydantic can write as JSON.
        """
        del kind, of
        return Records()

    def commit(self) -> None:
        """Write what was put and deleted, all or nothing."""

    def clear(self) -> None:
        """Delete all records with the next commit, and ignore what is put into earlier `Records`.

        What is put into new ones is written in the same commit, so a process that is killed leaves
        either the former state or the next one.
        """

    def close(self) -> None:
        """Write what is left, and release the file."""
