"""Mistakes of a contract, collected so that one run names all that do not depend on each other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from types import TracebackType

from tc_typed.core.texts import cut, shown

MAX_PROBLEMS = 50
"""Problems that a message lists; of further ones it says how many there are."""

_MAX_COUNTED = 1_000  # with more, nothing of the contract is of use
_MAX_TEXT = 10_000  # characters of a problem, which can hold any name or value of a contract


class ContractError(Exception):
    """The contract says something that the compiler can't compile; the message says where.

    It is one line for each problem, which any terminal can show, whatever the contract holds.
    """

    def __init__(self, where: object, problem: str) -> None:
        text = shown(cut(f"{where}: {problem}", _MAX_TEXT))
        super().__init__(text)
        self.problems: tuple[str, ...] = (text,)
        """The problems, each with its file and place; at most `MAX_PROBLEMS`."""


class ContractErrors(ContractError):
    """Several problems of a contract."""

    def __init__(self, problems: Sequence[str], *, isAll: bool = True) -> None:
        """List the first problems, and count the others.

        Args:
            problems: The problems that were found.
            isAll: Whether there are no further ones.
        """
        self.problems: tuple[str, ...] = tuple(problems[:MAX_PROBLEMS])
        self.found: tuple[str, ...] = tuple(problems)
        """All that were found."""
        more = len(problems) - len(self.problems)
        rest = [f"and {'' if isAll else 'at least '}{more} more"] if more else []
        Exception.__init__(self, "\n".join([*self.problems, *rest]))


class TooLarge(ContractError):
    """The contract has too many schemas, or nests them too deeply.

    It ends the work at once, and is not reported together with other problems.
    """


class UnexpectedCode(ContractError):
    """Compiled code has something that the compiler never writes: a fault of it, or an attack."""


class Problems:
    """The problems of a contract that have been found so far.

    Each stage of the compiler takes one, notes there what is wrong with a method, an exchange or a
    schema, and goes on with the next; who made it calls `check` at the end.
    """

    def __init__(self) -> None:
        """Start without any."""
        self._found: dict[str, None] = {}
        self._first: ContractError | None = None

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._found)

    @property
    def reasons(self) -> Sequence[str]:
        """The problems, each with its file and place."""
        return [*self._found]

    def add(self, error: ContractError) -> None:
        """Note an error, unless it is known already.

        Raises:
            ContractError: if there are far too many.
        """
        self._first = self._first or error
        found = error.found if isinstance(error, ContractErrors) else error.problems
        self._found.update(dict.fromkeys(found))
        if len(self._found) >= _MAX_COUNTED:
            raise ContractErrors([*self._found], isAll=False)

    def include(self, other: Problems) -> None:
        """Note the problems that were found elsewhere.

        Raises:
            ContractError: if there are far too many.
        """
        with self.collecting():
            other.check()

    def collecting(self) -> AbstractContextManager[None, bool]:
        """Note the error that ends the work within, if one does."""
        return _Collecting(self)

    def check(self) -> None:
        """Complain about what was found.

        Raises:
            ContractError: if there is anything; the error itself where there is but one.
        """
        if self._first is not None and len(self._found) == 1:
            raise self._first
        if self._found:
            raise ContractErrors([*self._found])


class _Collecting(AbstractContextManager[None, bool]):
    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def __enter__(self) -> None:
        """Begin work that an error of the contract may end."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Note that error."""
        if isinstance(error, TooLarge):
            return bool(self._problems)  # which may be why: nothing that is broken is shared
        if isinstance(error, ContractError):
            self._problems.add(error)
        return isinstance(error, ContractError)
