"""Malformed scopes, requirements and roles are refused with an InvalidCall."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import JsonValue

from tc_typed import (
    ApiClient,
    InvalidCall,
    createApiClient,
    expandScopes,
    intersectScopes,
    missingScopes,
    normalizeScopes,
    requiredScopes,
    satisfies,
    scopeMatch,
    scopeSets,
    subtractScopes,
)
from tc_typed.core.client import operationsOf
from tc_typed.core.operation import Operation

SCHEMAS = Path(__file__).parents[2] / "schemas"

Json: TypeAlias = JsonValue

atoms = st.none() | st.booleans() | st.integers() | st.floats() | st.text("a*", max_size=3)
keys = st.sampled_from(["AllOf", "AnyOf", "allOf", ""]) | st.text(max_size=2)
anything: st.SearchStrategy[Json] = st.recursive(  # pyright: ignore[reportAssignmentType]  # of JSON
    atoms,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(keys, inner, max_size=2)
        | st.dictionaries(st.sampled_from(["AllOf", "AnyOf"]), st.lists(inner, max_size=3))
    ),
    max_leaves=8,
)

FIELDS = [
    *("scopes", "routes", "priority", "taskQueueId", "provisionerId", "workerType", "taskIds"),
    *("repositories", "permissions", "projectId", "schedulerId", "channel", "user", "indexes"),
]


def isRequirement(value: Json) -> bool:
    match value:
        case str():
            return True
        case {"AllOf": list(terms), **others} | {"AnyOf": list(terms), **others}:
            return not others and all(map(isRequirement, terms))
        case _:
            return False


def areScopes(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(it, str) for it in value)


def isRefused(call: Callable[[], object]) -> bool:
    try:
        call()
    except InvalidCall:
        return True
    return False


@given(anything)
@example({"AnyOf": 1})
@example({"AnyOf": {}})
@example({"AllOf": {}})
@example({"AllOf": {"queue:create-task:*": 1}})
@example({"AllOf": [], "AnyOf": []})
@example({"AllOf": [None]})
@example([])
@example({})
def test_malformed_requirements_are_refused(value: Json) -> None:
    isWrong = value is not None and not isRequirement(value)
    assert isRefused(lambda: satisfies(["x"], value)) is isWrong  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert isRefused(lambda: missingScopes(["*"], value)) is isWrong  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert isRefused(lambda: scopeSets(value)) is isWrong  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@given(anything)
@example({})
@example({"*": 1})
@example("*")
@example(5)
def test_anything_but_a_list_of_strings_is_refused_as_scopes(value: Json) -> None:
    isWrong = not areScopes(value)
    calls: list[Callable[[], object]] = [
        lambda: satisfies(value, "x"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: satisfies([], "x", anonymousScopes=[] if value is None else value),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: normalizeScopes(value),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: intersectScopes(["x"], value),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: subtractScopes(value, ["x"]),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: expandScopes(value, {}),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: expandScopes(["a"], {"a": value}),  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
        lambda: scopeMatch(value, [["x"]]),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: scopeMatch(["x"], [value]),  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    ]
    assert [isRefused(call) for call in calls] == [
        isWrong,
        isWrong and value is not None,
        *[isWrong] * 7,
    ]


@given(anything)
@example({})
@example("ab")
def test_anything_but_a_list_of_lists_is_refused_as_scope_sets(value: Json) -> None:
    areSets = isinstance(value, list) and all(map(areScopes, value))
    assert isRefused(lambda: scopeMatch(["x"], value)) is not areSets  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@given(anything)
def test_anything_but_a_mapping_of_lists_is_refused_as_roles(value: Json) -> None:
    areRoles = isinstance(value, dict) and all(map(areScopes, value.values()))
    assert isRefused(lambda: expandScopes(["x"], value)) is not areRoles  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_role_ids_must_be_strings() -> None:
    assert isRefused(lambda: expandScopes(["x"], {5: ["a"]}))  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]


def test_any_collection_is_accepted_in_a_requirement() -> None:
    assert satisfies(["a", "b"], {"AllOf": ("a", "b")})
    assert scopeMatch(("a",), [{"a"}, set()])


@pytest.mark.parametrize("kind", ["AllOf", "AnyOf"])
def test_a_requirement_that_is_nested_too_deeply_is_refused(kind: str) -> None:
    deep: dict[str, object] = {kind: ["x"]}
    for _ in range(20_000):
        deep = {kind: [deep]}
    endless: dict[str, list[object]] = {kind: []}
    endless[kind].append(endless)
    for requirement in (deep, endless):
        for call in (missingScopes, satisfies):
            with pytest.raises(InvalidCall, match="too deeply"):
                call([], requirement)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        with pytest.raises(InvalidCall, match="too deeply"):
            scopeSets(requirement)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# Clients of createApiClient take any JSON as payload, and the scopes of a call depend on it.

payloads = st.dictionaries(st.sampled_from(FIELDS), anything, max_size=4) | anything


def apiClient(service: str) -> ApiClient:
    reference = json.loads((SCHEMAS / service / "v1" / "api.json").read_text())
    return createApiClient(service, reference)(rootUrl="https://tc.example.com")


CLIENTS = {name: apiClient(name) for name in ("auth", "index", "notify", "queue")}
CALLS = [
    (service, operation)
    for service, client in CLIENTS.items()
    for operation in operationsOf(client).values()
    if operation.payload is not None
]


@given(st.sampled_from(CALLS), payloads)
def test_required_scopes_are_returned_or_the_call_is_refused(
    call: tuple[str, Operation], payload: Json
) -> None:
    service, operation = call
    method: Callable[..., object] = getattr(CLIENTS[service], operation.methodName)
    args = ["x" for _ in operation.args]
    if not isRefused(lambda: requiredScopes(method, *args, payload)):
        needed = requiredScopes(method, *args, payload)
        assert needed is None or isinstance(needed, str | dict)


def test_a_task_of_unknown_priority_is_refused() -> None:
    task: dict[str, Json] = {"taskQueueId": "a/b", "priority": "soon"}
    with pytest.raises(InvalidCall, match=r"priority must be one of highest, .*, got 'soon'"):
        requiredScopes(CLIENTS["queue"].createTask, "x", task)
