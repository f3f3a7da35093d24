"""Scopes on a real Taskcluster: which calls it refused, and what it made of roles."""

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

pytestmark = pytest.mark.skipif(not SCENARIOS.is_dir(), reason="the recordings are not here")

EVERYBODY = [
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
"""Scopes that the role `anonymous` granted there."""


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
"""A call of a scenario, and what came of it."""


class Scenario(TypedDict):
    """Calls one after the other."""

    clients: dict[str, Caller]
    steps: list[Step]


@dataclass(frozen=True)
class Made:
    """A call whose caller's own scopes are known: all but those of every caller."""

    step: Step
    scopes: Sequence[str]

    @property
    def refused(self) -> bool:
        return self.step.get("code") == "InsufficientScopes"


def made(path: Path) -> Iterator[Made]:
    scenario: Scenario = json.loads(path.read_text())
    for step in scenario["steps"]:
        scopes = ownScopes(scenario, step)
        isCall = "path" in step and "bewit" not in step
        if isCall and scopes is not None and step.get("code") != "AuthenticationFailed":
            yield Made(step, scopes)


def ownScopes(scenario: Scenario, step: Step) -> list[str] | None:
    """The scopes of a step's caller, but for those of every caller; `None` if they are unknown."""
    if step["as"] == "nobody":
        return []
    caller = scenario["clients"].get(step["as"], {})
    return caller.get("authorizedScopes", caller.get("scopes"))


@cache
def service(name: str) -> tuple[ApiClient, Mapping[str, str]]:
    """A client of a service that takes JSON, and the routes of its methods."""
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
    for number, call in enumerate(made(path))
]


@pytest.mark.parametrize("call", CALLS)
def test_a_call_is_refused_just_where_scopes_are_missing(call: Made) -> None:
    step = call.step
    serviceName, _, name = step["call"].partition(".")
    client, routes = service(serviceName)
    match = re.fullmatch(re.sub(r"<\w+>", "(.*)", routes[name]), step.get("path", ""))
    assert match is not None
    args: list[Json] = [unquote(arg) for arg in match.groups()]
    if "body" in step:
        args.append(step["body"])
    method: Callable[..., object] = getattr(client, name)

    beyond = requiredScopes.beyondAnonymous(EVERYBODY)
    try:
        lacking = missingScopes(call.scopes, beyond(method, *args, **step.get("query", {})))
    except ScopesUnknown:
        return
    assert (lacking is not None) is call.refused


def expansions() -> Iterator[tuple[list[str], Mapping[str, list[str]], list[str]]]:
    """Scopes, the roles that there are, and what the server makes of them."""
    for path in SCENARIOS.glob("auth-*.json"):
        scenario: Scenario = json.loads(path.read_text())
        roles = {"anonymous": EVERYBODY}
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


def test_scopes_lead_to_what_the_server_says() -> None:
    found = [*expansions()]
    assert len(found) > 35
    for scopes, roles, expected in found:
        # Names that each run makes anew sort differently there.
        assert expandScopes(scopes, roles) == sorted(expected)
