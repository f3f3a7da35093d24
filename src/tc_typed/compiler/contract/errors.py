"""Errors of a contract, collected so that one run reports all independent ones."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from types import TracebackType

from tc_typed.core.texts import cut, shown

MAX_PROBLEMS = 50
"""Maximum number of problems in a message; further ones are only counted."""

_MAX_COUNTED = 1_000  # with more problems, the contract is not usable
_MAX_TEXT = 10_000  # characters of a problem, which can contain any name or value from a contract


class ContractError(Exception):
    """The contract contains something that can't be compiled; the message has the location.

    The message has one line per problem, with only printable characters.
    """

    def __init__(self, where: object, problem: str) -> None:
        text = shown(cut(f"{where}: {problem}", _MAX_TEXT))
        super().__init__(text)
        self.problems: tuple[str, ...] = (text,)
        """Problems, each with its file and location; at most `MAX_PROBLEMS`."""


class ContractErrors(ContractError):
    """Several problems of a contract."""

    def __init__(self, problems: Sequence[str], *, isComplete: bool = True) -> None:
        """List the first problems and count the others.

        Args:
            problems: Problems that were found.
            isComplete: Whether `problems` has all of them.
        """
        self.problems: tuple[str, ...] = tuple(problems[:MAX_PROBLEMS])
        self.found: tuple[str, ...] = tuple(problems)
        """All problems that were found."""
        more = len(problems) - len(self.problems)
        rest = [f"and {'' if isComplete else 'at least '}{more} more"] if more else []
        Exception.__init__(self, "\n".join([*self.problems, *rest]))


class TooLarge(ContractError):
    """The contract has too many schemas, or nests them too deeply.

    Compilation stops immediately, so other problems are not reported.
    """


class UnexpectedCode(ContractError):
    """Compiled code contains something that the compiler never writes: a bug or an attack."""


class Problems:
    """A collection of the problems of a contract.

    Each stage of the compiler adds problems with a method, an exchange or a schema, and continues
    with the next one. The creator of the collection calls `check` at the end.
    """

    def __init__(self) -> None:
        """Start without problems."""
        self._found: dict[str, None] = {}
        self._first: ContractError | None = None

    def __bool__(self) -> bool:
        """Return whether there are problems."""
        return bool(self._found)

    @property
    def reasons(self) -> Sequence[str]:
        """Problems, each with its file and location."""
        return [*self._found]

    def add(self, error: ContractError) -> None:
        """Add the problems of an error, without duplicates.

        Raises:
            ContractError: if there are too many problems.
        """
        self._first = self._first or error
        found = error.found if isinstance(error, ContractErrors) else error.problems
        self._found.update(dict.fromkeys(found))
        if len(self._found) >= _MAX_COUNTED:
            raise ContractErrors([*self._found], isComplete=False)

    def include(self, other: Problems) -> None:
        """Add the problems of another collection.

        Raises:
            ContractError: if there are too many problems.
        """
        with self.collecting():
            other.check()

    def collecting(self) -> AbstractContextManager[None, bool]:
        """Return a context manager that catches a `ContractError` and adds its problems."""
        return _Collecting(self)

    def check(self) -> None:
        """Raise an error if there are problems.

        Raises:
            ContractError: if there are problems; the original error if there is only one.
        """
        if self._first is not None and len(self._found) == 1:
            raise self._first
        if self._found:
            raise ContractErrors([*self._found])


class _Collecting(AbstractContextManager[None, bool]):
    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Add the error to the problems."""
        if isinstance(error, TooLarge):
            # An earlier problem can be the cause: a schema with a problem can't be shared, so it is
            # written again at each use.
            return bool(self._problems)
        if isinstance(error, ContractError):
            self._problems.add(error)
        return isinstance(error, ContractError)
