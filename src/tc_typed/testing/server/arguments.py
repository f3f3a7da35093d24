"""Checks of route arguments and query parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from tc_typed.core.operation import Operation
from tc_typed.testing.server.errors import ApiError

# Patterns of route arguments and query parameters. Operations don't have them, because clients
# leave these checks to the server.
_SLUGID = re.compile(r"[A-Za-z0-9_-]{8}[Q-T][A-Za-z0-9_-][CGKOSWaeimquy26-][A-Za-z0-9_-]{10}[AQgw]")
_IDENTIFIER = re.compile(r"[a-zA-Z0-9_-]{1,38}")
_TASK_QUEUE_ID = re.compile(r"[a-zA-Z0-9_-]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?")
_NAMESPACE = re.compile(r"([a-zA-Z0-9_!~*'()%-]+\.)*[a-zA-Z0-9_!~*'()%-]+")
_PRINTABLE = re.compile(r"[\x20-\x7e]+")
_GITHUB_NAME = r"[a-zA-Z0-9_%-]*"

_ARGUMENTS: Mapping[str, re.Pattern[str]] = {
    "taskId": _SLUGID,
    "taskGroupId": _SLUGID,
    "runId": re.compile(r"0|[1-9][0-9]{0,3}"),
    "taskQueueId": _TASK_QUEUE_ID,
    "workerPoolId": _TASK_QUEUE_ID,
    "provisionerId": _IDENTIFIER,
    "workerType": _IDENTIFIER,
    "workerGroup": _IDENTIFIER,
    "workerId": _IDENTIFIER,
    "name": _PRINTABLE,
    "indexPath": _NAMESPACE,
    # The empty string is the root. Methods that need a namespace have no route for it.
    "namespace": re.compile(f"({_NAMESPACE.pattern})?"),
    "clientId": re.compile(r"[A-Za-z0-9!@/:.+|_-]+"),
    "roleId": _PRINTABLE,
    "entityType": re.compile(r"client|role|secret|hook|worker-pool"),
    "container": re.compile(r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]"),
    "hookGroupId": re.compile(r"[a-zA-Z0-9_-]{1,1000}"),
    "hookId": re.compile(r"[a-zA-Z0-9_/-]{1,1000}"),
}
"""Forms of route arguments, by name."""

_ARGUMENTS_OF_SERVICES: Mapping[tuple[str, str], re.Pattern[str]] = {
    ("secrets", "name"): re.compile(r".+", re.DOTALL),
    ("purge-cache", "workerPoolId"): re.compile(r"[A-Za-z0-9_-]{1,38}/[A-Za-z0-9_-]{1,38}"),
}
"""Forms of those route arguments that have another form in one service, by service and name."""


def parseTime(text: str) -> datetime:
    """Parse a time in a query string; one without a time zone is in UTC.

    Raises:
        ValueError: if the text is not a time in ISO 8601.
    """
    time = datetime.fromisoformat(text)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time


def _isTime(text: str) -> bool:
    try:
        parseTime(text)
    except ValueError:
        return False
    return True


def _matches(pattern: str) -> Callable[[str], bool]:
    form = re.compile(pattern)
    return lambda text: form.fullmatch(text) is not None


_QUERY: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "limit": ("an integer of 1 or more", _matches(r"(?!0+$)[0-9]{1,18}")),
    "prefix": ("part of a clientId", _matches(_ARGUMENTS["clientId"].pattern)),
    "since": ("a time in ISO 8601", _isTime),
    "quarantined": ("true or false", _matches("true|false")),
    "workerState": (
        "requested, running, stopping or stopped",
        _matches("requested|running|stopping|stopped"),
    ),
    "organization": ("a name on GitHub", _matches(_GITHUB_NAME)),
    "repository": ("a name on GitHub", _matches(_GITHUB_NAME)),
    "pullRequest": ("a number", _matches("[0-9]*")),
    "format": ("iam-role-compat", _matches("iam-role-compat")),
}
"""Rules for query parameters and the checks of these rules, by name."""


def checkArguments(operation: Operation, args: Mapping[str, str]) -> None:
    """Check the arguments of a route.

    Args:
        operation: The method.
        args: Arguments by name, decoded.

    Raises:
        ApiError: with the code InvalidRequestArguments, if an argument is malformed.
    """
    wrong: list[str] = []
    for name, value in args.items():
        form = _ARGUMENTS_OF_SERVICES.get((operation.service, name)) or _ARGUMENTS.get(name)
        if form is not None and not form.fullmatch(value):
            wrong.append(f"{name} is {value!r}, which does not match {form.pattern}")
    if wrong:
        raise ApiError("InvalidRequestArguments", "Route arguments: " + "; ".join(wrong))


def parseQuery(operation: Operation, text: str) -> dict[str, str]:
    """Parse and check a query string. The bewit, if there is one, is not part of the result.

    Args:
        operation: The method.
        text: Query string, percent-encoded.

    Raises:
        ApiError: with the code InvalidRequestArguments, if a parameter is unknown or malformed.
    """
    query = dict(parse_qsl(text, keep_blank_values=True))
    query.pop("bewit", None)
    for name, value in query.items():
        if name not in operation.query:
            raise ApiError(
                "InvalidRequestArguments", f"{operation.title} has no query parameter {name!r}"
            )
        if name in _QUERY:
            rule, isValid = _QUERY[name]
            if not isValid(value):
                raise ApiError("InvalidRequestArguments", f"{name} must be {rule}, got {value!r}")
    return query
