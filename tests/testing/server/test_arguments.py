"""Checks of route arguments and query parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlencode, urlsplit

import pytest
from tests.testing import scenarios

from tc_typed.core.operation import Operation
from tc_typed.testing.deployment import OPERATIONS
from tc_typed.testing.server.arguments import checkArguments, parseQuery
from tc_typed.testing.server.errors import ApiError

if TYPE_CHECKING:
    from pydantic import JsonValue

SLUGID = "AAAAAAAAR0a0000000000Q"
METHODS = {(operation.service, operation.name): operation for operation in OPERATIONS}

UNKNOWN = "<value:"
"""Start of a symbol whose value is only known while a scenario is played."""

SCENARIOS = scenarios.names()  # There are none if the shared folder is missing.

# Forms that no scenario shows, from the contract and from recorded errors

IDENTIFIERS = ["a", "A-b_9", "x" * 38], ["", "a.b", "a b", "x" * 39, "ü"]
POOLS = ["p/w", "P_-9/a-0", f"{'p' * 38}/{'w' * 38}"], ["", "p", "p/W", "p/w-", "p/-w", "p/w/x"]
PRINTABLE = ["a", "~ !", "a/b"], ["", "ü", "a\n", "\x7f"]

FORMS: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {
    ("queue", "getProvisioner", "provisionerId"): IDENTIFIERS,
    ("queue", "getWorkerType", "workerType"): IDENTIFIERS,
    ("queue", "getWorker", "workerGroup"): IDENTIFIERS,
    ("queue", "getWorker", "workerId"): IDENTIFIERS,
    ("queue", "getTaskQueue", "taskQueueId"): POOLS,
    ("worker-manager", "workerPool", "workerPoolId"): POOLS,
    ("purge-cache", "purgeRequests", "workerPoolId"): (
        ["p/W", "p/-", "_/w-"],
        ["", "p", "p/", "p/w/x", "p/w:"],
    ),
    ("queue", "getArtifact", "name"): PRINTABLE,
    ("object", "object", "name"): PRINTABLE,
    ("index", "findArtifactFromTask", "name"): PRINTABLE,
    ("secrets", "get", "name"): (["a", "ü/✓", "a\nb"], [""]),
    ("index", "findTask", "indexPath"): (["a", "a.b-c.%!~*'()"], ["", ".a", "a.", "a..b", "a b"]),
    ("index", "listNamespaces", "namespace"): (["a.b"], ["a..b", "ü"]),
    ("auth", "client", "clientId"): (["a/b@c:d.e|f+g!_-"], ["", "a b", "ü"]),
    ("auth", "role", "roleId"): PRINTABLE,
    ("auth", "getEntityHistory", "entityType"): (["client", "worker-pool"], ["", "clients"]),
    ("hooks", "listHooks", "hookGroupId"): (["a_-", "g" * 1000], ["", "a/b", "g" * 1001]),
    ("hooks", "hook", "hookId"): (["a_-/b"], ["", "a b", "h" * 1001]),
}
"""Valid and invalid values, by service, method and argument."""

QUERIES: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {
    ("queue", "listWorkers", "quarantined"): (["true", "false"], ["", "True", "1"]),
    ("worker-manager", "listWorkers", "workerState"): (["running"], ["", "standalone"]),
    ("purge-cache", "purgeRequests", "since"): (
        ["2026-01-31T12:00:00.000Z", "2026-01-31", "2026-01-31T12:00+01:00"],
        ["", "now", "2026-02-30"],
    ),
    ("github", "builds", "pullRequest"): (["7", ""], ["x", "-1"]),
    ("github", "builds", "organization"): (["a-b_c%"], ["a b"]),
    ("queue", "listArtifacts", "limit"): (["1", "5000", "01"], ["0", "-1", "x", "", "1.5"]),
}


def isAccepted(operation: Operation, path: str, query: str) -> bool:
    """Check the arguments in an encoded path, and an encoded query string."""
    route = re.sub(r"<(\w+)>", r"(?P<\1>[^/]*)", operation.route)
    found = re.fullmatch(rf"/api/{operation.service}/{operation.version}{route}", path)
    assert found is not None, (operation.route, path)
    try:
        checkArguments(
            operation, {name: unquote(value) for name, value in found.groupdict().items()}
        )
        parseQuery(operation, query)
    except ApiError:
        return False
    return True


# Calls that a real server received


def filled(text: str) -> str:
    """Replace the symbols of a scenario by values like those that the player chooses."""
    text = re.sub(r"<name:(\w+)>", r"\1-abcdef", text)
    text = re.sub(r"<id:[\w.]+>", SLUGID, text)
    text = re.sub(r"<T\d*[+-]\d+s>", quote("2026-01-31T12:00:00.000Z"), text)
    return re.sub(r"<repeat:(\d+):(\w)>", lambda found: found[2] * int(found[1]), text)


def recordedCalls(name: str) -> Iterator[dict[str, JsonValue]]:
    """Yield those steps of a scenario that call existing methods, with paths that are known."""
    steps = scenarios.scenario(name)["steps"]
    assert isinstance(steps, list)
    for step in steps:
        assert isinstance(step, dict)
        isRouted = step["status"] != 404 or "code" in step
        if isRouted and "path" in step and UNKNOWN not in str(step["path"]):
            yield step


def isAcceptedHere(step: Mapping[str, JsonValue]) -> bool:
    url = urlsplit(filled(str(step["path"])))
    given = step.get("query", {})
    assert isinstance(given, dict)
    parameters = [f"{name}={filled(str(value))}" for name, value in given.items()]
    method = METHODS[url.path.split("/")[2], str(step["call"]).partition(".")[2]]
    return isAccepted(method, url.path, "&".join([url.query, *parameters]).strip("&"))


@pytest.mark.parametrize("name", SCENARIOS)
def test_arguments_are_accepted_like_by_a_real_server(name: str) -> None:
    steps = list(recordedCalls(name))
    rejected = [step for step in steps if not isAcceptedHere(step)]
    assert rejected == [step for step in steps if step.get("code") == "InvalidRequestArguments"]
    assert steps


@pytest.mark.parametrize(("place", "values"), FORMS.items())
def test_the_form_of_an_argument(
    place: tuple[str, str, str], values: tuple[list[str], list[str]]
) -> None:
    service, method, name = place
    operation = METHODS[service, method]
    for value in values[0]:
        checkArguments(operation, {name: value})
    for value in values[1]:
        with pytest.raises(ApiError, match=f"Route arguments: {name} is"):
            checkArguments(operation, {name: value})


@pytest.mark.parametrize(("place", "values"), QUERIES.items())
def test_the_form_of_a_query_parameter(
    place: tuple[str, str, str], values: tuple[list[str], list[str]]
) -> None:
    service, method, name = place
    operation = METHODS[service, method]
    for value in values[0]:
        assert parseQuery(operation, urlencode({name: value, "bewit": "x"})) == {name: value}
    for value in values[1]:
        with pytest.raises(ApiError, match=f"{name} must be"):
            parseQuery(operation, urlencode({name: value}))
