"""Scopes: matching, requirements, and scope expressions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, product
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from tc_typed.core.errors import InvalidCall
from tc_typed.core.texts import shownValue

if TYPE_CHECKING:
    from tc_typed.core.operation import ScopeExpression

Requirement: TypeAlias = "str | Mapping[str, Sequence[Requirement]]"
"""Scopes that a call needs: a scope, or `AllOf` or `AnyOf` with a list of requirements."""

ScopeParam: TypeAlias = str | bool | Sequence[str]
"""Parameter of a scope expression: a string, a boolean for `if`, a list for `for`."""

ANONYMOUS_SCOPE = "assume:anonymous"
"""Scope that every caller has."""

_Scalar = TypeVar("_Scalar", str, bool)

_PARAM = re.compile(r"<([A-Za-z][A-Za-z0-9]*)>")
_KINDS = ("AllOf", "AnyOf")
_TOO_DEEP = "the requirement is nested too deeply"


# Satisfying


def scopeSatisfies(have: str, need: str) -> bool:
    """Whether one scope satisfies another: they are equal, or it ends in `*` and is a prefix.

    Args:
        have: The scope that a caller has.
        need: The scope that is needed. A `*` at its end means all scopes with this prefix.
    """
    return have == need or (have.endswith("*") and need.startswith(have[:-1]))


class ScopeIndex:
    """An immutable set of scopes that finds matches without trying every scope.

    A lookup takes one step per distinct length of the scopes that end in `*`.
    """

    def __init__(self, scopes: Iterable[str]) -> None:
        """Index scopes.

        Args:
            scopes: The scopes, in any order.
        """
        self._scopes = frozenset(scopes)
        self._prefixLengths = sorted(
            {len(scope) - 1 for scope in self._scopes if scope.endswith("*")}
        )

    @cached_property
    def _sorted(self) -> Sequence[str]:
        return sorted(self._scopes)

    def satisfies(self, need: str) -> bool:
        """Whether one of the scopes satisfies a scope, see `scopeSatisfies`."""
        return need in self._scopes or any(True for _ in self._patterns(need))

    def satisfying(self, need: str) -> Iterator[str]:
        """Yield the scopes that satisfy a scope."""
        if need in self._scopes and not need.endswith("*"):
            yield need
        yield from self._patterns(need)

    def covers(self, scope: str) -> bool:
        """Whether one of the scopes allows everything that a scope allows.

        This differs from `satisfies` for scopes that end in two stars: `**` satisfies `*`, because
        its prefix is `*`, but it allows less.
        """
        return scope in self._scopes or any(True for _ in self._patterns(scope.removesuffix("*")))

    def beginningWith(self, prefix: str) -> Iterator[str]:
        """Yield the scopes that begin with a prefix, in order."""
        for index in range(bisect_left(self._sorted, prefix), len(self._sorted)):
            if not self._sorted[index].startswith(prefix):
                return
            yield self._sorted[index]

    def _patterns(self, text: str) -> Iterator[str]:
        """Yield the scopes that end in `*` and match a string, shortest first."""
        for length in self._prefixLengths:
            if length > len(text):
                return
            pattern = text[:length] + "*"
            if pattern in self._scopes:
                yield pattern


def satisfies(
    scopes: Iterable[str],
    requirement: Requirement | None,
    *,
    anonymousScopes: Iterable[str] | None = None,
) -> bool:
    """Whether scopes meet a requirement.

    Args:
        scopes: Scopes of a caller, with roles expanded.
        requirement: The requirement; `None` requires nothing.
        anonymousScopes: Scopes of every caller; see `missingScopes`.

    Raises:
        InvalidCall: if an argument is malformed.
    """
    return missingScopes(scopes, requirement, anonymousScopes=anonymousScopes) is None


def missingScopes(
    scopes: Iterable[str],
    requirement: Requirement | None,
    *,
    anonymousScopes: Iterable[str] | None = None,
) -> Requirement | None:
    """Return the part of a requirement that scopes don't meet, `None` if they meet all of it.

    Args:
        scopes: Scopes of the caller, with roles expanded.
        requirement: The requirement; `None` requires nothing.
        anonymousScopes: Scopes of the role `anonymous`, expanded. Taskcluster gives them and
            `assume:anonymous` to every caller, so both are added to `scopes`; if the list is
            empty, only `assume:anonymous` is. Pass `None` if `scopes` already includes them, as
            those from `auth.currentScopes` do.

    Raises:
        InvalidCall: if an argument is malformed.

    Example:
        ```python
        anonymous = auth.role("anonymous").expandedScopes
        needed = requiredScopes(queue.createTask, taskId, definition)
        missingScopes(auth.client(clientId).expandedScopes, needed, anonymousScopes=anonymous)
        ```
    """
    held = scopeList("missingScopes", scopes)
    if anonymousScopes is not None:
        anonymous = scopeList("missingScopes", anonymousScopes, "anonymousScopes")
        held = (*held, ANONYMOUS_SCOPE, *anonymous)
    if requirement is None:
        return None
    try:
        return missingFrom(ScopeIndex(held), requirement)
    except RecursionError:
        raise InvalidCall("missingScopes", _TOO_DEEP) from None


def missingFrom(scopes: ScopeIndex, requirement: Requirement) -> Requirement | None:
    """Return the part of a requirement that indexed scopes don't meet, see `missingScopes`.

    Args:
        scopes: Scopes of the caller, with roles expanded.
        requirement: The requirement.
    """
    if isinstance(requirement, str):
        return None if scopes.satisfies(requirement) else requirement
    kind, terms = _terms("missingScopes", requirement)
    unmet = [part for term in terms if (part := missingFrom(scopes, term)) is not None]
    if kind == "AnyOf":
        return {kind: unmet} if len(unmet) == len(terms) else None
    if not unmet:
        return None
    return unmet[0] if len(unmet) == 1 else {kind: unmet}


def _terms(
    call: str, requirement: Mapping[str, Sequence[Requirement]]
) -> tuple[str, Sequence[Requirement]]:
    # Callers without a type checker may pass anything.
    if isinstance(requirement, Mapping) and len(requirement) == 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        [(kind, terms)] = requirement.items()
        if kind in _KINDS and _isListLike(terms) and isinstance(terms, Collection):  # pyright: ignore[reportUnnecessaryIsInstance]
            return kind, terms
    raise InvalidCall(
        call,
        "requirement must be a scope, or AllOf or AnyOf with a list of requirements, got "
        + shownValue(requirement),
    )


def _isListLike(value: object) -> bool:
    """Whether a value is iterable, but not a string, bytes or a mapping.

    Callers without a type checker may pass anything.
    """
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)


def scopeList(call: str, scopes: Iterable[str], name: str = "scopes") -> tuple[str, ...]:
    """Check that a value is a list of scopes, and return it as a tuple.

    A single scope is refused: its characters would count as scopes, and `*` satisfies everything.

    Args:
        call: Name of the function that got the value, for messages.
        scopes: The value.
        name: Name of the parameter, for messages.

    Raises:
        InvalidCall: if it is a string, is not iterable, or contains anything but strings.
    """
    if not _isListLike(scopes):
        raise InvalidCall(call, f"{name} must be a list of scopes, got {shownValue(scopes)}")
    found = tuple(scopes)
    for scope in found:
        if not isinstance(scope, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
            raise InvalidCall(call, f"{name} must contain only strings, got {shownValue(scope)}")
    return found


def normalizeScopes(scopes: Iterable[str]) -> list[str]:
    """Return scopes in normal form: sorted, without those that another one satisfies.

    Raises:
        InvalidCall: if `scopes` is not a list of scopes.
    """
    kept: list[str] = []
    # Without its `*`, a pattern sorts right before everything that it covers.
    for scope in sorted(
        {*scopeList("normalizeScopes", scopes)},
        key=lambda text: (text.removesuffix("*"), text[-1:] != "*"),
    ):
        if not (kept and scopeSatisfies(kept[-1], scope)):
            kept.append(scope)
    return sorted(kept)


def intersectScopes(scopes: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return the scopes that two lists both allow, in normal form.

    Args:
        scopes: Scopes of a caller.
        others: Scopes of another caller.
    """
    ours, theirs = normalizeScopes(scopes), normalizeScopes(others)
    inTheirs, inOurs = ScopeIndex(theirs).covers, ScopeIndex(ours).covers
    return normalizeScopes([*filter(inTheirs, ours), *filter(inOurs, theirs)])


def subtractScopes(scopes: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return the scopes that others don't allow, in normal form.

    Args:
        scopes: Scopes to subtract from.
        others: Scopes of a caller, with roles expanded.

    Example:
        ```python
        subtractScopes(["a:1", "b:1"], ["a:*"])  # ["b:1"]
        ```
    """
    ours = normalizeScopes(scopes)
    allowed = ScopeIndex(normalizeScopes(others))
    return [scope for scope in ours if not allowed.covers(scope)]


# Scope sets


def scopeMatch(scopes: Iterable[str], requiredScopeSets: Iterable[Iterable[str]]) -> bool:
    """Whether scopes satisfy at least one of several sets of scopes.

    Args:
        scopes: Scopes of a caller, with roles expanded.
        requiredScopeSets: Alternatives. Each is a list of scopes, all of which are needed.

    Raises:
        InvalidCall: if `scopes` or a set is not a list of scopes.

    Example:
        ```python
        scopeMatch(["a:*"], [["a:1", "b:1"], ["a:2"]])  # True
        ```
    """
    if not _isListLike(requiredScopeSets):
        raise InvalidCall(
            "scopeMatch",
            "requiredScopeSets must be a list of lists of scopes, got "
            + shownValue(requiredScopeSets),
        )
    sets = [
        scopeList("scopeMatch", each, "each of requiredScopeSets") for each in requiredScopeSets
    ]
    return satisfies(scopes, {"AnyOf": [{"AllOf": each} for each in sets]})


def scopeSets(requirement: Requirement | None) -> list[list[str]]:
    """Return the sets of scopes that meet a requirement; a caller needs all scopes of one set.

    Redundant scopes and redundant sets are left out.

    Args:
        requirement: The requirement; `None` requires nothing, and results in one empty set.

    Raises:
        InvalidCall: if the requirement is malformed.

    Example:
        ```python
        scopeSets({"AllOf": ["a", {"AnyOf": ["b", "c"]}]})  # [["a", "b"], ["a", "c"]]
        ```
    """
    try:
        found: list[list[str]] = [[]] if requirement is None else _alternatives(requirement)
    except RecursionError:
        raise InvalidCall("scopeSets", _TOO_DEEP) from None
    sets = [*dict.fromkeys(tuple(normalizeScopes(each)) for each in found)]
    redundant = _redundant(sets)
    return [[*each] for number, each in enumerate(sets) if number not in redundant]


def _redundant(sets: Sequence[Sequence[str]]) -> set[int]:
    """Return the indices of the sets that satisfy every scope of another set."""
    holders: dict[str, set[int]] = {}
    for number, scopes in enumerate(sets):
        for scope in scopes:
            holders.setdefault(scope, set()).add(number)
    index = ScopeIndex(holders)
    everySet, redundant = {*range(len(sets))}, set[int]()
    for number, scopes in enumerate(sets):
        groups = [[holders[have] for have in index.satisfying(need)] for need in scopes]
        satisfying = everySet
        # The smaller set decides how long an intersection takes, so start with the smallest.
        for group in sorted(groups, key=lambda group: sum(map(len, group))):
            satisfying = set[int]().union(*(satisfying & each for each in group))
        redundant |= satisfying - {number}
    return redundant


def _alternatives(requirement: Requirement) -> list[list[str]]:
    if isinstance(requirement, str):
        return [[requirement]]
    kind, terms = _terms("scopeSets", requirement)
    alternatives = [_alternatives(term) for term in terms]
    if kind == "AnyOf":
        return [*chain.from_iterable(alternatives)]
    return [[*chain.from_iterable(choice)] for choice in product(*alternatives)]


# Expanding


def expandExpression(
    expression: ScopeExpression, params: Mapping[str, ScopeParam]
) -> Requirement | None:
    """Expand a method's scope expression for one call.

    `<param>` is replaced by the parameter's string, a `for` by one term for each item of its list,
    an `if` by the branch that its condition chooses. An `if` without that branch requires nothing
    and is left out of the `AllOf` or `AnyOf` around it.

    Args:
        expression: The expression from the contract.
        params: Values of the parameters.

    Returns:
        The requirement of the call, `None` if it needs no scopes.

    Raises:
        TypeError: if a parameter is missing or has the wrong type, or the expression is malformed.
    """
    if isinstance(expression, str):
        return _PARAM.sub(lambda match: _param(params, match[1], str), expression)
    if "if" in expression:
        holds = _param(params, _name(expression, "if"), bool)
        branch = _one(expression, "then" if holds else "else")
        return None if branch is None else expandExpression(branch, params)
    for kind in _KINDS:
        if kind in expression:
            terms = _many(expression, kind)
            return {kind: [part for term in terms for part in _expandTerm(term, params)]}
    raise TypeError(f"not a scope expression, or `for` outside of AllOf and AnyOf: {expression!r}")


def _expandTerm(term: ScopeExpression, params: Mapping[str, ScopeParam]) -> Iterator[Requirement]:
    if isinstance(term, str) or "for" not in term:
        if (part := expandExpression(term, params)) is not None:
            yield part
        return
    each = _one(term, "each")
    if each is None:
        raise TypeError(f"`for` needs `each`: {term!r}")
    variable = _name(term, "for")
    for item in _paramList(params, _name(term, "in")):
        yield from _expandTerm(each, {**params, variable: item})


def expressionParams(expression: ScopeExpression | None) -> frozenset[str]:
    """Return the names of an expression's parameters, without the variables of `for`."""
    if expression is None:
        return frozenset()
    if isinstance(expression, str):
        return frozenset(_PARAM.findall(expression))
    if "for" in expression:
        own = {_name(expression, "for")}
        return (expressionParams(_one(expression, "each")) - own) | {_name(expression, "in")}
    if "if" in expression:
        branches = [_one(expression, "then"), _one(expression, "else")]
        return frozenset({_name(expression, "if")}).union(*map(expressionParams, branches))
    terms = [term for kind in _KINDS if kind in expression for term in _many(expression, kind)]
    return frozenset[str]().union(*map(expressionParams, terms))


# Typed access to expressions and parameters

_Node: TypeAlias = "Mapping[str, str | ScopeExpression | Sequence[ScopeExpression]]"


def _name(node: _Node, key: str) -> str:
    value = node.get(key)
    if not isinstance(value, str):
        raise TypeError(f"`{key}` must be a name: {node!r}")
    return value


def _one(node: _Node, key: str) -> ScopeExpression | None:
    value = node.get(key)
    if value is None or isinstance(value, str | Mapping):
        return value
    raise TypeError(f"`{key}` must be one expression: {node!r}")


def _many(node: _Node, key: str) -> Sequence[ScopeExpression]:
    value = node[key]
    if isinstance(value, str | Mapping):
        raise TypeError(f"`{key}` must be a list: {node!r}")
    return value


def _param(params: Mapping[str, ScopeParam], name: str, kind: type[_Scalar]) -> _Scalar:
    value = params.get(name)
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be of type {kind.__name__}, got {value!r}")
    return value


def _paramList(params: Mapping[str, ScopeParam], name: str) -> Sequence[str]:
    value = params.get(name)
    if value is None or isinstance(value, str | bool):
        raise TypeError(f"{name} must be a list, got {value!r}")
    return value
