"""Scopes that a call needs, computed before it is made."""

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

_CALL = "requiredScopes"


class ScopesUnknown(InvalidCall):
    """The scopes of a call depend on values that only the server knows.

    Attributes:
        params: Names of the missing values, in alphabetical order. Pass them to
            `requiredScopes.given`.
    """

    def __init__(self, call: str, params: Iterable[str]) -> None:
        self.params: tuple[str, ...] = tuple(sorted(params))
        values = ", ".join(f"{name}=…" for name in self.params)
        super().__init__(
            call,
            "the scopes depend on values that only the server knows; "
            f"use requiredScopes.given({values})",
        )


class RequiredScopes:
    """Computes the scopes that calls need."""

    def __init__(
        self, known: Mapping[str, ScopeParam], anonymousScopes: Sequence[str] | None = None
    ) -> None:
        """Create `requiredScopes`.

        Args:
            known: Further parameters of scope expressions, by name.
            anonymousScopes: Scopes of the role `anonymous` to leave out; `None` leaves out nothing.
        """
        self._known = known
        self._anonymousScopes = anonymousScopes

    def given(self, **known: ScopeParam) -> RequiredScopes:
        """Pass in parameters of the scopes that are not part of the call.

        Args:
            **known: Values of parameters in the scopes that the method's docstring lists: a string,
                or a list of strings for a parameter after `for each`. They take precedence over
                values from the call.

        Returns:
            The function to call instead of `requiredScopes`.

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
        """Leave out the scopes that every caller has, even one without credentials.

        Args:
            anonymousScopes: Scopes of the role `anonymous`, expanded; empty if it has none.
                `assume:anonymous`, which every caller has too, is always left out.

        Returns:
            The function to call instead of `requiredScopes`. It returns the scopes that a caller
            needs in addition, or `None` if there are none. `given` can be used before or after.

        Raises:
            InvalidCall: if `anonymousScopes` is not a list of scopes.

        Example:
            ```python
            anonymous = auth.role("anonymous").expandedScopes
            requiredScopes.beyondAnonymous(anonymous)(queue.task, taskId)
            ```
        """
        return RequiredScopes(self._known, scopeList(_CALL, anonymousScopes, "anonymousScopes"))

    def __call__(
        self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs
    ) -> Requirement | None:
        """Return the scopes that a call needs, without sending a request.

        `missingScopes` returns those that a caller lacks, `scopeSets` the alternatives. For
        `queue.getArtifact` and similar methods, the result covers the artifact itself; if it is a
        link, use `given(names=…)` with the names of all artifacts from the link to its target.

        Args:
            method: A method of a client, sync or async: `queue.createTask`.
            *args: Arguments of the call.
            **kwargs: Keyword arguments of the call.

        Returns:
            A scope, or `AllOf` or `AnyOf` with a list of requirements; `None` if the call needs no
            scopes.

        Raises:
            ScopesUnknown: if the scopes depend on values that only the server knows.
            InvalidCall: if an argument is invalid, or the method's scopes don't depend on a value
                that was passed to `given`.
        """
        prepared = prepare(_CALL, method, *args, **kwargs)
        prepared.encode()  # validates the arguments
        operation = prepared.operation
        needed = expressionParams(operation.scopes)
        if unknown := self._known.keys() - needed:
            raise InvalidCall(
                operation.title,
                "requiredScopes.given got parameters that the scopes don't depend on: "
                + ", ".join(sorted(unknown)),
            )
        if operation.scopes is None:
            return None
        given = prepared.given
        params: Params = scopeParams(operation, given.args, given.query, given.payload, self._known)
        if missing := needed - params.keys():
            raise ScopesUnknown(operation.title, missing)
        try:
            requirement = expandExpression(operation.scopes, params)
        except TypeError as error:  # from values that were passed to `given`
            raise InvalidCall(operation.title, str(error)) from None
        if self._anonymousScopes is None:
            return requirement
        return missingScopes((), requirement, anonymousScopes=self._anonymousScopes)


requiredScopes: RequiredScopes = RequiredScopes({})
"""Return the scopes that a call needs, without sending a request.

Example:
    ```python
    needed = requiredScopes(queue.createTask, taskId, definition)
    missing = missingScopes(auth.currentScopes().scopes, needed)
    ```
"""
