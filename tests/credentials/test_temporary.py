"""Temporary credentials: their format, their limits, and their acceptance by servers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.testing.samples import withPublic

from tc_typed import (
    Auth,
    AuthenticationFailed,
    Credentials,
    InvalidCall,
    TaskclusterAuthFailure,
    createTemporaryCredentials,
    fromNow,
)
from tc_typed.testing import LocalTaskcluster

ISSUER = Credentials("project/issuer", "the-issuers-token")
START = datetime(2026, 1, 31, 12, 0, 0, 250_000, tzinfo=UTC)
HOUR = timedelta(hours=1)

clientIds = st.text("abcXYZ019/:_-@|.", min_size=1, max_size=10)
tokens = st.text("abcXYZ019_-", min_size=1, max_size=44)
scopeLists = st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=126)), max_size=4)
datetimes = st.datetimes(datetime(1971, 1, 1), datetime(9990, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # Hypothesis needs naive bounds.
spans = st.timedeltas(timedelta(milliseconds=1), timedelta(days=31))

TEMPORARY = createTemporaryCredentials(ISSUER, START, START + HOUR, [], "named")
NAIVE = START.replace(tzinfo=None)


def mac(key: str, text: str) -> bytes:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()


def milliseconds(value: datetime) -> int:
    since = value - datetime(1970, 1, 1, tzinfo=UTC)
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000


@given(clientIds, tokens, scopeLists, datetimes, spans, st.none() | clientIds)
def test_credentials_have_the_right_format(  # noqa: PLR0917  # Parts of the credentials.
    clientId: str,
    token: str,
    scopes: list[str],
    start: datetime,
    span: timedelta,
    name: str | None,
) -> None:
    name = None if name == clientId else name
    issued = createTemporaryCredentials(
        Credentials(clientId, token), start, start + span, scopes, name
    )
    certificate = issued.certificate
    assert certificate is not None
    seed, begin, end = certificate["seed"], milliseconds(start), milliseconds(start + span)
    assert re.fullmatch(r"[A-Za-z0-9_-]{44}", seed)
    text = "version:1\n"
    if name is not None:
        text += f"clientId:{name}\nissuer:{clientId}\n"
    text += f"seed:{seed}\nstart:{begin}\nexpiry:{end}\nscopes:"
    for scope in scopes:
        text += f"\n{scope}"
    naming = {} if name is None else {"issuer": clientId}
    assert {**certificate} == {
        "version": 1,
        "scopes": scopes,
        "start": begin,
        "expiry": end,
        "seed": seed,
        "signature": base64.b64encode(mac(token, text)).decode(),
        **naming,
    }
    assert issued.clientId == (name or clientId)
    expected = base64.b64encode(mac(token, seed)).decode()
    assert issued.accessToken == expected.translate(str.maketrans("+/", "-_", "="))


def test_seeds_are_unique() -> None:
    issued = [createTemporaryCredentials(ISSUER, START, START + HOUR, []) for _ in range(20)]
    assert len({each.accessToken for each in issued}) == 20


def test_the_time_zone_makes_no_difference() -> None:
    local = START.astimezone(timezone(timedelta(hours=-7)))
    one, other = (
        createTemporaryCredentials(ISSUER, start, start + HOUR, []).certificate
        for start in (START, local)
    )
    assert one is not None
    assert other is not None
    assert (one["start"], one["expiry"]) == (other["start"], other["expiry"])


def test_31_days_are_allowed() -> None:
    createTemporaryCredentials(ISSUER, START, START + timedelta(days=31), [])


def test_the_issuer_can_be_a_dict() -> None:
    issuer = {"clientId": "project/issuer", "accessToken": "the-issuers-token"}
    assert createTemporaryCredentials(issuer, START, START + HOUR, []).clientId == "project/issuer"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: createTemporaryCredentials(
                ISSUER, START, START + timedelta(days=31, milliseconds=1), []
            ),
            "at most 31 days",
        ),
        (lambda: createTemporaryCredentials(ISSUER, START, START, []), "must be after start"),
        (
            lambda: createTemporaryCredentials(ISSUER, START, START - HOUR, []),
            "must be after start",
        ),
        (
            lambda: createTemporaryCredentials(TEMPORARY, START, START + HOUR, []),
            "can't issue other credentials",
        ),
        (
            lambda: createTemporaryCredentials(ISSUER, START, START + HOUR, [], ISSUER.clientId),
            "name must differ",
        ),
        (lambda: createTemporaryCredentials(ISSUER, NAIVE, START + HOUR, []), "start .* time zone"),
        (lambda: createTemporaryCredentials(ISSUER, START, NAIVE, []), "expiry .* time zone"),
        (
            lambda: createTemporaryCredentials(ISSUER, START, cast("datetime", "1 hour"), []),
            "expiry .* time zone",
        ),
        (
            lambda: createTemporaryCredentials(ISSUER, START, START + HOUR, "a:*"),
            r"scopes must be a list of scopes, got 'a:\*'",
        ),
        (
            lambda: createTemporaryCredentials(ISSUER, START, START + HOUR, ["a\nb"]),
            r"got 'a\\nb'",
        ),
        (
            lambda: createTemporaryCredentials(ISSUER, START, START + HOUR, cast("list[str]", [1])),
            "got 1",
        ),
    ],
)
def test_invalid_arguments_are_rejected(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidCall, match=rf"^createTemporaryCredentials: .*{message}") as caught:
        call()
    assert ISSUER.accessToken not in str(caught.value)


@pytest.mark.parametrize("name", ["", "no spaces", "é"])
def test_an_unusable_name_is_rejected(name: str) -> None:
    with pytest.raises(TaskclusterAuthFailure, match="clientId"):
        createTemporaryCredentials(ISSUER, START, START + HOUR, [], name)


# With the local Taskcluster


@pytest.fixture(scope="module")
def taskcluster() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster() as running:
        yield running


@pytest.fixture(scope="module")
def issuer(taskcluster: LocalTaskcluster) -> Credentials:
    scopes = ["auth:current-scopes", "auth:create-client:t/*", "a:*"]
    return taskcluster.createClient("issuer", scopes)


@pytest.mark.parametrize("name", [None, "t/named"])
def test_a_server_accepts_temporary_credentials(
    taskcluster: LocalTaskcluster, issuer: Credentials, name: str | None
) -> None:
    issued = createTemporaryCredentials(
        issuer, fromNow("-1 min"), fromNow("1 min"), ["auth:current-scopes", "a:1"], name
    )
    with Auth(rootUrl=taskcluster.rootUrl, credentials=issued, retries=0) as auth:
        assert auth.currentScopes().scopes == withPublic("auth:current-scopes", "a:1")


@pytest.mark.parametrize(
    ("scopes", "start", "expiry", "name", "reason"),
    [
        (["b"], "-1 min", "1 min", None, "lacks scopes"),
        ([], "-1 min", "1 min", "other", "lacks scopes"),
        ([], "6 min", "7 min", None, "future"),
        ([], "-7 min", "-6 min", None, "past"),
    ],
)
def test_a_server_rejects_temporary_credentials_beyond_the_limits(  # noqa: PLR0917  # parametrized
    taskcluster: LocalTaskcluster,
    issuer: Credentials,
    scopes: list[str],
    start: str,
    expiry: str,
    name: str | None,
    reason: str,
) -> None:
    issued = createTemporaryCredentials(issuer, fromNow(start), fromNow(expiry), scopes, name)
    with (
        Auth(rootUrl=taskcluster.rootUrl, credentials=issued, retries=0) as auth,
        pytest.raises(AuthenticationFailed, match=reason),
    ):
        auth.currentScopes()
