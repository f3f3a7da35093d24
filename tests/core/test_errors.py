"""Errors: their classes and messages by response, and pickling."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.core.secrets import SIGNED_URL, TOKEN, assertHidden, everyText

from tc_typed.core import errors
from tc_typed.core.errors import (
    AccessDenied,
    ArtifactStorageTypeRejected,
    AuthenticationFailed,
    InsufficientScopes,
    InvalidCall,
    TaskclusterAuthFailure,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterRestFailure,
    TaskclusterTimeout,
    UnexpectedMessage,
    UnexpectedResponse,
    restFailure,
    retryAfterSeconds,
)
from tc_typed.core.redact import redacting
from tc_typed.core.retry import RetryPolicy
from tc_typed.scopes.required import ScopesUnknown
from tc_typed.taskcluster_yml import InvalidHookTask, InvalidTaskclusterYml, Problem

BY_CODE = {
    "MalformedPayload": 400,
    "InvalidRequestArguments": 400,
    "InputValidationError": 400,
    "InputError": 400,
    "DenylistedAddress": 400,
    "AuthenticationFailed": 401,
    "AccessDenied": 403,
    "InsufficientScopes": 403,
    "ForbiddenByGithub": 403,
    "ResourceNotFound": 404,
    "NoMatchingMethod": 406,
    "RequestConflict": 409,
    "ResourceExpired": 410,
    "InputTooLarge": 413,
    "FailedDependency": 424,
    "TooManyRequests": 429,
    "InternalServerError": 500,
    "ProviderSetupFailed": 503,
}

BY_STATUS = {
    400: "TaskclusterRestFailure",
    401: "AuthenticationFailed",
    402: "TaskclusterRestFailure",
    403: "AccessDenied",
    404: "ResourceNotFound",
    409: "RequestConflict",
    410: "ResourceExpired",
    413: "InputTooLarge",
    424: "FailedDependency",
    429: "TooManyRequests",
    500: "InternalServerError",
    502: "TaskclusterRestFailure",
    503: "TaskclusterRestFailure",
}

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(("code", "status"), BY_CODE.items())
def test_each_code_has_its_class(code: str, status: int) -> None:
    body: JsonValue = {"code": code, "message": "no", "requestInfo": {"method": "getThing"}}
    error = restFailure("sample.getThing", status, body)
    assert type(error) is getattr(errors, code)
    assert str(error) == f"sample.getThing: {code} ({status}): no"
    assert error.requestInfo == {"method": "getThing"}


@pytest.mark.parametrize(("status", "name"), BY_STATUS.items())
def test_status_determines_the_class_if_there_is_no_code(status: int, name: str) -> None:
    bodies: list[JsonValue] = [
        "<html>",
        {"error": "x"},
        {"code": "NeverHeardOf"},
        None,
        {"code": None},
    ]
    for body in bodies:
        error = restFailure("sample.getThing", status, body)
        assert type(error).__name__ == name
        assert error.status_code == status


def test_code_takes_precedence_over_status() -> None:
    assert type(restFailure("a.b", 400, {"code": "RequestConflict"})) is errors.RequestConflict


@pytest.mark.parametrize("code", ["TaskclusterRestFailure", "Exception", "", "requestInfo"])
def test_code_that_names_something_else_is_ignored(code: str) -> None:
    assert type(restFailure("a.b", 418, {"code": code})) is TaskclusterRestFailure


def test_every_class_is_reached_by_its_own_code() -> None:
    kinds = {kind.__name__ for kind in errorClasses(TaskclusterRestFailure)}
    # StorageFailure has no code of its own.
    assert kinds - {"TaskclusterRestFailure"} == {*BY_CODE, "StorageFailure"}


def test_base_classes() -> None:
    assert issubclass(AuthenticationFailed, TaskclusterAuthFailure)
    assert issubclass(InsufficientScopes, AccessDenied)
    assert issubclass(TaskclusterTimeout, TaskclusterConnectionError)
    assert issubclass(TaskclusterTimeout, TimeoutError)


def test_timeout_has_no_errno() -> None:
    error = TaskclusterTimeout("queue.ping", "no response within 30 s")
    assert (error.errno, error.strerror, error.filename) == (None, None, None)
    assert error.args == ("queue.ping", "no response within 30 s")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.errno, again.args) == (str(error), None, error.args)
    assert issubclass(InvalidCall, ValueError)
    assert not issubclass(UnexpectedResponse, TaskclusterRestFailure)


def errorClasses(
    kind: type[TaskclusterFailure] = TaskclusterFailure,
) -> Iterator[type[TaskclusterFailure]]:
    yield kind
    for subclass in kind.__subclasses__():
        yield from errorClasses(subclass)


@pytest.mark.parametrize("kind", sorted(set(errorClasses()), key=repr))
def test_every_error_survives_pickle_and_copy(kind: type[TaskclusterFailure]) -> None:
    error: TaskclusterFailure
    if issubclass(kind, TaskclusterRestFailure):
        body: JsonValue = {"message": "m", "requestInfo": {"params": {"a": 1}}}
        error = kind("a.b", "why", status_code=409, code="X", body=body, retryAfter=1.5)
    elif issubclass(kind, UnexpectedResponse):
        error = kind("a.b", "why", status_code=200, body=b"\xff")
    elif issubclass(kind, UnexpectedMessage):
        error = kind("a.b", "why", body=b"\xff")
    elif issubclass(kind, ArtifactStorageTypeRejected):
        error = kind("a.b", "why", storageType="reference")
    elif issubclass(kind, InvalidTaskclusterYml):
        error = kind("a.yml", [Problem(1, 1, "", "why")])
    elif issubclass(kind, InvalidHookTask):
        error = kind(["why"])
    elif issubclass(kind, ScopesUnknown):
        error = kind("a.b", ["why"])
    else:
        error = kind("a.b", "why")
    error.add_note("seen in a test")
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(error, protocol))
        assert type(again) is kind
        assert vars(again) == vars(error)
        assert (str(again), repr(again), again.args) == (str(error), repr(error), error.args)
    for again in (copy.copy(error), copy.deepcopy(error)):
        assert type(again) is kind
        assert vars(again) == vars(error)
    assert str(error).startswith(f"{error.args[0]}: ")
    assert "why" in str(error)


def test_request_appended_to_a_message_is_left_out() -> None:
    body: JsonValue = {
        "code": "InputError",
        "message": f"bad name\n\n---\n\n* method: x\n* payload: {TOKEN}",
    }
    error = restFailure("a.b", 400, body)
    assert str(error) == "a.b: InputError (400): bad name"
    assert error.body == body


def test_a_secret_across_the_end_of_a_long_message_is_hidden() -> None:
    secret = "hook-secret-hook-secret"
    with redacting(secret):
        for start in range(1970, 2010):
            text = str(restFailure("a.b", 400, {"message": "x" * start + secret}))
            assert "hook" not in text


@pytest.mark.parametrize("name", ["message", "code"])
def test_unprintable_characters_are_escaped(name: str) -> None:
    body: dict[str, JsonValue] = {"message": "m", "code": "c", name: "a\x1b[31m\ud800b"}
    text = str(restFailure("a.b", 400, body))
    assert "a\\x1b[31m\\ud800b" in text
    assert text.encode()


def test_long_messages_are_cut() -> None:
    assert len(str(restFailure("a.b", 400, {"message": "x" * 1_000_000}))) < 3000


@pytest.mark.parametrize(
    "text",
    [
        SIGNED_URL,
        f"see {SIGNED_URL}.",
        f'{{"accessToken":"{TOKEN}"}}',
        f'{{"credentials": {{"accessToken" : "{TOKEN}", "certificate": "{TOKEN}"}}}}',
        f'Authorization: Hawk id="x", mac="{TOKEN}"',
        f"headers: {{'authorization': 'Hawk {TOKEN}'}}",
        f"[(b'Authorization', b'Bearer {TOKEN}')]",
    ],
)
def test_secrets_in_messages_are_hidden(text: str) -> None:
    error = restFailure("a.b", 400, {"message": text, "code": "InputError"})
    assertHidden(*everyText(error))
    assert "InputError (400)" in str(error)


# Retry-After


@given(st.integers(0, 10**6))
def test_retry_after_in_seconds(seconds: int) -> None:
    assert retryAfterSeconds(str(seconds), NOW) == seconds


@given(st.integers(-(10**6), 10**6))
def test_retry_after_as_a_date(seconds: int) -> None:
    header = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert retryAfterSeconds(header, NOW) == max(0, seconds)


@pytest.mark.parametrize(
    "header", [None, "", "soon", "Sat, 31 Feb 2026 12:00:00 GMT", "2026-01-31", "-"]
)
def test_invalid_retry_after_is_ignored(header: str | None) -> None:
    assert retryAfterSeconds(header, NOW) is None


def test_retry_after_in_the_past_is_zero() -> None:
    assert retryAfterSeconds("-5", NOW) == 0


@given(st.text())
def test_any_retry_after_can_be_parsed(header: str) -> None:
    assert (retryAfterSeconds(header, NOW) or 0) >= 0


# Retries

temporary = st.sampled_from(
    [TaskclusterConnectionError("a.b", "x"), TaskclusterTimeout("a.b", "x")]
) | (st.sampled_from([429, *range(500, 600)]).map(lambda status: restFailure("a.b", status, None)))


@given(
    temporary,
    st.integers(0, 40),
    st.integers(0, 40),
    st.floats(0.001, 10),
    st.floats(0, 1),
    st.floats(0.1, 60),
)
def test_waits_stay_within_limits(  # noqa: PLR0917  # hypothesis passes them by position
    failure: TaskclusterFailure,
    attempt: int,
    retries: int,
    factor: float,
    spread: float,
    longest: float,
) -> None:
    wait = RetryPolicy(retries, factor, spread, longest).wait(attempt, failure)
    if attempt >= retries:
        assert wait is None
        return
    assert wait is not None
    middle = 2**attempt * factor
    assert min(middle * (1 - spread), longest) * 0.999 <= wait
    assert wait <= min(middle * (1 + spread), longest) * 1.001


def test_default_waits_add_up_to_three_seconds() -> None:
    policy, failure = RetryPolicy(randomizationFactor=0), restFailure("a.b", 503, None)
    waits = [policy.wait(attempt, failure) for attempt in range(6)]
    assert waits == [0.1, 0.2, 0.4, 0.8, 1.6, None]


def test_waits_are_random() -> None:
    policy, failure = RetryPolicy(), restFailure("a.b", 503, None)
    assert len({policy.wait(0, failure) for _ in range(20)}) > 1


@given(st.sampled_from([429, 500, 503]), st.floats(0, 100), st.integers(0, 4))
def test_retry_waits_for_the_requested_time(status: int, requested: float, attempt: int) -> None:
    wait = RetryPolicy().wait(attempt, restFailure("a.b", status, None, retryAfter=requested))
    assert (wait is None) == (requested > 30)
    assert wait is None or requested <= wait <= max(30, requested * 1.25)


@given(st.integers(400, 499).filter(lambda status: status != 429))
def test_refusals_are_not_retried(status: int) -> None:
    assert RetryPolicy().wait(0, restFailure("a.b", status, None, retryAfter=1)) is None


@pytest.mark.parametrize(
    "failure",
    [
        InvalidCall("a.b", "x"),
        errors.ClientClosed("a.b", "x"),
        TaskclusterAuthFailure("a.b", "x"),
        UnexpectedResponse("a.b", "x", status_code=200, body=b""),
    ],
)
def test_permanent_failures_are_not_retried(failure: TaskclusterFailure) -> None:
    assert RetryPolicy().wait(0, failure) is None
