"""Which scopes a call needs, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ParamSpec

from tc_typed.core.errors import InvalidCall
from tc_typed.core.prepared_call import prepare
from tc_typed.scopes.params import Params, scopeParams
from tc_typed.scopes.patterns import (
    Requirement,
    ScopeParam,
    expandExpression,
    expressionParams,
    missingScopes,
    scopeList,
)

P = ParamSpec("P")

_PURPOSE = "requiredScopes"


class ScopesUnknown(InvalidCall):
    """Which scopes a call needs depends on what only the server knows; it can be supplied.

    Attributes:
        params: Names of what is missing, in alphabetical order; `requiredScopes.given` takes them.
    """

    def __init__(self, call: str, params: Iterable[str]) -> None:
        self.params: tuple[str, ...] = tuple(sorted(params))
        values = ", ".join(f"{name}=…" for name in self.params)
        super().__init__(
            call,
            f"the scopes depend on {' and '.join(self.params)}, which the server knows; "
            f"use requiredScopes.given({values})",
        )


class RequiredScopes:
    """Tells the scopes that calls need."""

    def __init__(
        self, known: Mapping[str, ScopeParam], anonymousScopes: Sequence[str] | None = None
    ) -> None:
        """Set up `requiredScopes`.

        Args:
            known: What is known beyond a call, by the names that scope expressions have for it.
            anonymousScopes: Scopes of the role `anonymous` to leave out; `None` leaves out nothing.
        """
        self._known = known
        self._anonymousScopes = anonymousScopes

    def given(self, **known: ScopeParam) -> RequiredScopes:
        """Supply what the server knows, and what else the call does not say.

        Args:
            **known: Values by the names that the method's scopes have for them, as its docstring
                shows: text, or a list of texts where they say `for each`. They come before what the
                call says.

        Returns:
            What to call in place of `requiredScopes`.

        Example:
            ```python
            status = queue.status(taskId).status
            requiredScopes.given(
                taskGroupId=status.taskGroupId,
                schedulerId=status.schedulerId,
                projectId=status.projectId or "none",
            )(queue.cancelTask, taskId)
            ```
        """
        return RequiredScopes({**self._known, **known}, self._anonymousScopes)

    def beyondAnonymous(self, anonymousScopes: Iterable[str]) -> RequiredScopes:
        """Leave out what every caller has, also one without credentials.

        Args:
            anonymousScopes: Scopes of the role `anonymous`, expanded; empty where there are none.
                `assume:anonymous`, which every caller has too, is always left out.

        Returns:
            What to call in place of `requiredScopes`. It tells what a caller needs in addition,
            `None` where the call needs no more. `given` can come before or after.

        Raises:
            InvalidCall: if they are no list of scopes.

        Example:
            ```python
            everybody = auth.role("anonymous").expandedScopes
            requiredScopes.beyondAnonymous(everybody)(queue.task, taskId)
            ```
        """
        everybody = scopeList(_PURPOSE, anonymousScopes, "anonymousScopes")
        return RequiredScopes(self._known, everybody)

    def __call__(
        self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs
    ) -> Requirement | None:
        """The scopes that a call needs: nothing is sent.

        `missingScopes` tells which of them a caller lacks, `scopeSets` the ways to meet them. For
        `queue.getArtifact` and its like it is those of the artifact itself; if it is a link, supply
        the `names` of all artifacts on the way.

        Args:
            method: A method of a client, sync or async: `queue.createTask`.
            *args: Its arguments.
            **kwargs: Its keyword arguments.

        Returns:
            A scope, or `AllOf` or `AnyOf` with a list of such; `None` where the call needs none.

        Raises:
            ScopesUnknown: if that depends on what only the server knows.
            InvalidCall: if an argument is unusable, or something was given that the method's scopes
                don't depend on.
        """
        prepared = prepare(_PURPOSE, method, *args, **kwargs)
        prepared.encode()  # it checks the arguments
        operation = prepared.operation
        wanted = expressionParams(operation.scopes)
        if unknown := self._known.keys() - wanted:
            raise InvalidCall(
                operation.title, f"its scopes don't depend on {' or '.join(sorted(unknown))}"
            )
        if operation.scopes is None:
            return None
        given = prepared.given
        params: Params = scopeParams(operation, given.args, given.query, given.payload, self._known)
        if missing := wanted - params.keys():
            raise ScopesUnknown(operation.title, missing)
        try:
            needed = expandExpression(operation.scopes, params)
        except TypeError as error:  # of what was given
            raise InvalidCall(operation.title, str(error)) from None
        if self._anonymousScopes is None:
            return needed
        return missingScopes((), needed, anonymousScopes=self._anonymousScopes)


requiredScopes: RequiredScopes = RequiredScopes({})
"""The scopes that a call needs, before it is made.

Example:
    ```python
    needed = requiredScopes(queue.createTask, taskId, definition)
    missing = missingScopes(auth.currentScopes().scopes, needed)
    ```
"""
