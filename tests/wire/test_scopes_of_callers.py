"""Scopes on a real Taskcluster: refused calls, and expansion of roles."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict
from urllib.parse import unquote

import pytest
from tests.wire.contract import ROOT, SCHEMAS, Json

from tc_typed import (
    ApiClient,
    ScopesUnknown,
    createApiClient,
    expandScopes,
    missingScopes,
    requiredScopes,
)

SCENARIOS = ROOT.parent / "shared" / "recordings" / "scenarios"

pytestmark = pytest.mark.skipif(not SCENARIOS.is_dir(), reason="the recordings are not available")

ANONYMOUS = [
    "index:find-task:*",
    "index:list-tasks:*",
    "queue:get-artifact:public/*",
    "queue:get-task:*",
    "queue:list-artifacts:*",
    "queue:list-dependent-tasks:*",
    "queue:list-task-group:*",
    "queue:pending-count:*",
    "queue:status:*",
]
"""Scopes of the role `anonymous` in the recordings."""


class Caller(TypedDict):
    """A client of a scenario."""

    scopes: NotRequired[list[str]]
    authorizedScopes: NotRequired[list[str]]


Step = TypedDict(
    "Step",
    {
        "as": str,
        "call": str,
        "path": NotRequired[str],
        "query": NotRequired[dict[str, str]],
        "body": NotRequired[Json],
        "bewit": NotRequired[bool],
        "status": int,
        "code": NotRequired[str],
        "response": NotRequired[Json],
    },
)
"""A call of a scenario with its response."""


class Scenario(TypedDict):
    """A sequence of calls."""

    clients: dict[str, Caller]
    steps: list[Step]


@dataclass(frozen=True)
class ScopedCall:
    """A call with the scopes of its caller, without anonymous scopes."""

    step: Step
    scopes: Sequence[str]

    @property
    def refused(self) -> bool:
        return self.step.get("code") == "InsufficientScopes"


def scopedCalls(path: Path) -> Iterator[ScopedCall]:
    scenario: Scenario = json.loads(path.read_text())
    for step in scenario["steps"]:
        scopes = ownScopes(scenario, step)
        isCall = "path" in step and "bewit" not in step
        if isCall and scopes is not None and step.get("code") != "AuthenticationFailed":
            yield ScopedCall(step, scopes)


def ownScopes(scenario: Scenario, step: Step) -> list[str] | None:
    """Return the scopes of a step's caller without anonymous ones; `None` if they are unknown."""
    if step["as"] == "nobody":
        return []
    caller = scenario["clients"].get(step["as"], {})
    return caller.get("authorizedScopes", caller.get("scopes"))


@cache
def service(name: str) -> tuple[ApiClient, Mapping[str, str]]:
    """Return a service's client that takes plain JSON, and the routes of its methods."""
    folder = re.sub(r"[A-Z]", lambda match: f"-{match[0].lower()}", name)
    reference = json.loads((SCHEMAS / folder / "v1/api.json").read_text())
    client = createApiClient(name, reference)(rootUrl="https://tc.example.com")
    return client, {
        entry["name"]: f"/api/{folder}/v1{entry['route']}"
        for entry in reference["entries"]
        if entry["type"] == "function"
    }


CALLS = [
    pytest.param(call, id=f"{path.stem}-{number}-{call.step['call']}")
    for path in sorted(SCENARIOS.glob("*.json"))
    for number, call in enumerate(scopedCalls(path))
]


@pytest.mark.parametrize("call", CALLS)
def test_a_call_is_refused_exactly_if_scopes_are_missing(call: ScopedCall) -> None:
    step = call.step
    serviceName, _, name = step["call"].partition(".")
    client, routes = service(serviceName)
    match = re.fullmatch(re.sub(r"<\w+>", "(.*)", routes[name]), step.get("path", ""))
    assert match is not None
    args: list[Json] = [unquote(arg) for arg in match.groups()]
    if "body" in step:
        args.append(step["body"])
    method: Callable[..., object] = getattr(client, name)

    beyond = requiredScopes.beyondAnonymous(ANONYMOUS)
    try:
        lacking = missingScopes(call.scopes, beyond(method, *args, **step.get("query", {})))
    except ScopesUnknown:
        return
    assert (lacking is not None) is call.refused


def expansions() -> Iterator[tuple[list[str], Mapping[str, list[str]], list[str]]]:
    """Yield scopes, existing roles, and the scopes that the server expanded them to."""
    for path in SCENARIOS.glob("auth-*.json"):
        scenario: Scenario = json.loads(path.read_text())
        roles = {"anonymous": ANONYMOUS}
        for step in scenario["steps"]:
            if step["status"] >= 300:
                continue
            body, response = step.get("body"), step.get("response")
            own, last = ownScopes(scenario, step), unquote(step.get("path", "").rpartition("/")[2])
            if step["call"] in ("auth.createRole", "auth.updateRole"):
                roles[last] = scopesIn(body)
            elif step["call"] == "auth.deleteRole":
                roles.pop(last, None)
            elif step["call"] == "auth.expandScopes":
                yield scopesIn(body), {**roles}, scopesIn(response)
            elif step["call"] == "auth.currentScopes" and own is not None:
                yield [*own, "assume:anonymous"], {**roles}, scopesIn(response)


def scopesIn(content: Json) -> list[str]:
    assert isinstance(content, dict)
    scopes = content["scopes"]
    assert isinstance(scopes, list)
    return [str(scope) for scope in scopes]


def test_expansion_agrees_with_the_server() -> None:
    found = [*expansions()]
    assert len(found) > 35
    for scopes, roles, expected in found:
        # The recordings contain replaced names, which sort differently.
        assert expandScopes(scopes, roles) == sorted(expected)
