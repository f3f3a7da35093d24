"""Information about credentials."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import respx
from tests.testing.samples import removeAnonymousRole

from tc_typed import (
    CredentialInformation,
    Credentials,
    TaskclusterAuthFailure,
    TaskclusterConnectionError,
    aio,
    config,
    createTemporaryCredentials,
    credentialInformation,
    fromNow,
    slugId,
)
from tc_typed.testing import LocalTaskcluster

Inform = Callable[[str, Credentials], CredentialInformation]

SCOPES = ["auth:current-scopes", "auth:get-client:*", "x:*"]

RECORD = {
    "clientId": "c",
    "description": "",
    "expires": "2026-01-31T12:00:00.000Z",
    "created": "2025-01-31T12:00:00.000Z",
    "lastModified": "2025-01-31T12:00:00.000Z",
    "lastDateUsed": "2025-01-31T12:00:00.000Z",
    "lastRotated": "2025-01-31T12:00:00.000Z",
    "deleteOnExpiration": False,
    "scopes": ["a"],
    "expandedScopes": ["a", "b"],
    "disabled": True,
}


def asynchronously(rootUrl: str, credentials: Credentials) -> CredentialInformation:
    return asyncio.run(aio.credentialInformation(rootUrl, credentials))


@pytest.fixture(params=[credentialInformation, asynchronously], ids=["sync", "async"])
def inform(request: pytest.FixtureRequest) -> Inform:
    function: Inform = request.param
    return function


@pytest.fixture(scope="module")
def taskcluster() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster() as running:
        removeAnonymousRole(running)
        yield running


def test_permanent_credentials(taskcluster: LocalTaskcluster, inform: Inform) -> None:
    expires = fromNow("10 days")
    credentials = taskcluster.createClient(f"test/{slugId()}", SCOPES, expires=expires)
    assert inform(taskcluster.rootUrl, credentials) == CredentialInformation(
        clientId=credentials.clientId,
        type="permanent",
        active=True,
        expiry=expires,
        scopes=("assume:anonymous", *SCOPES),
    )


@pytest.mark.parametrize("name", [None, "named/one"])
def test_temporary_credentials(
    taskcluster: LocalTaskcluster, inform: Inform, name: str | None
) -> None:
    issuer = taskcluster.createClient(f"test/{slugId()}", [*SCOPES, "auth:create-client:*"])
    start, expiry = fromNow("-1 min"), fromNow("1 hour")
    credentials = createTemporaryCredentials(issuer, start, expiry, SCOPES, name)
    assert inform(taskcluster.rootUrl, credentials) == CredentialInformation(
        clientId=name or issuer.clientId,
        type="temporary",
        active=True,
        start=start,
        expiry=expiry,
        scopes=("assume:anonymous", *SCOPES),
    )


def test_temporary_credentials_expire_with_their_issuer(
    taskcluster: LocalTaskcluster, inform: Inform
) -> None:
    expires = fromNow("1 min")
    issuer = taskcluster.createClient(f"test/{slugId()}", SCOPES, expires=expires)
    credentials = createTemporaryCredentials(issuer, fromNow("-1 min"), fromNow("1 hour"), SCOPES)
    assert inform(taskcluster.rootUrl, credentials).expiry == expires


@pytest.mark.parametrize(("start", "expiry"), [("-2 h", "-1 h"), ("1 h", "2 h")])
def test_temporary_credentials_outside_of_their_lifetime_are_not_active(
    taskcluster: LocalTaskcluster, inform: Inform, start: str, expiry: str
) -> None:
    issuer, now = taskcluster.createClient(f"test/{slugId()}", SCOPES), datetime.now(UTC)
    begin, end = fromNow(start, now), fromNow(expiry, now)
    credentials = createTemporaryCredentials(issuer, begin, end, ["x:1"])
    information = inform(taskcluster.rootUrl, credentials)
    assert not information.active
    assert information.type == "temporary"
    assert information.scopes == ("x:1",)
    assert information.start is not None
    assert information.expiry is not None
    assert information.expiry - information.start == timedelta(hours=1)


def test_expired_clients_are_not_active(taskcluster: LocalTaskcluster, inform: Inform) -> None:
    credentials = taskcluster.createClient(f"test/{slugId()}", SCOPES, expires=fromNow("-1 s"))
    assert not inform(taskcluster.rootUrl, credentials).active


def test_disabled_clients_are_not_active(taskcluster: LocalTaskcluster, inform: Inform) -> None:
    credentials = taskcluster.createClient(f"test/{slugId()}", SCOPES, disabled=True)
    assert not inform(taskcluster.rootUrl, credentials).active


@pytest.mark.parametrize("hours", [-1, -0.001, 1])
@pytest.mark.parametrize("state", ["disabled", "enabled"])
@pytest.mark.parametrize("times", [None, (-60, 60), (-60, -1), (1, 60)], ids=str)
@respx.mock
def test_credentials_are_active_only_within_their_lifetime_even_if_the_server_accepts_them(
    hours: float, state: str, times: tuple[int, int] | None
) -> None:
    now = datetime.now(UTC)
    expires = now + timedelta(hours=hours)
    record = {
        **RECORD,
        "expires": expires.isoformat(),
        "disabled": state == "disabled",
    }
    base = "https://tc.example.com/api/auth/v1"
    respx.get(f"{base}/scopes/current").respond(json={"scopes": ["a"]})
    respx.get(f"{base}/clients/c").respond(json=record)
    credentials = Credentials("c", "t" * 44)
    if times is not None:
        start, expiry = (now + timedelta(minutes=it) for it in times)
        credentials = createTemporaryCredentials(credentials, start, expiry, ["a"])
    isWithin = times is None or times[0] < 0 < times[1]
    isActive = isWithin and state == "enabled" and hours > 0
    assert credentialInformation("https://tc.example.com", credentials).active is isActive


@pytest.mark.parametrize("clientId", ["unknown/client", "static/taskcluster/root"])
def test_credentials_that_the_server_rejects_are_not_active(
    taskcluster: LocalTaskcluster, inform: Inform, clientId: str
) -> None:
    credentials = Credentials(clientId, "no-access-token-of-any-client")
    assert inform(taskcluster.rootUrl, credentials) == CredentialInformation(
        clientId=clientId, type="permanent", active=False
    )


@respx.mock
def test_the_client_of_rejected_credentials_is_looked_up_without_them() -> None:
    def response(request: httpx.Request) -> httpx.Response:
        if "authorization" in request.headers:
            return httpx.Response(401, json={"code": "AuthenticationFailed", "message": "no"})
        return httpx.Response(200, json=RECORD)

    respx.get(url__startswith="https://tc.example.com/api/auth/v1/").mock(side_effect=response)
    information = credentialInformation("https://tc.example.com", Credentials("c", "t"))
    assert information == CredentialInformation(
        clientId="c",
        type="permanent",
        active=False,
        expiry=datetime(2026, 1, 31, 12, tzinfo=UTC),
        scopes=("a", "b"),
    )


def test_information_that_needs_missing_scopes_is_none(
    taskcluster: LocalTaskcluster, inform: Inform
) -> None:
    credentials = taskcluster.createClient(f"test/{slugId()}", [])
    assert inform(taskcluster.rootUrl, credentials) == CredentialInformation(
        clientId=credentials.clientId, type="permanent", active=True
    )


def test_scopes_are_those_of_the_client_if_only_that_can_be_looked_up(
    taskcluster: LocalTaskcluster, inform: Inform
) -> None:
    credentials = taskcluster.createClient(f"test/{slugId()}", ["auth:get-client:*"])
    assert inform(taskcluster.rootUrl, credentials).scopes == ("auth:get-client:*",)


def test_process_wide_options_are_ignored(
    taskcluster: LocalTaskcluster, inform: Inform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc_typed.core.options._defaults", {})
    config(credentials=taskcluster.options().get("credentials"), authorizedScopes=["x:1"])
    credentials = taskcluster.createClient(f"test/{slugId()}", SCOPES)
    assert inform(taskcluster.rootUrl, credentials).scopes == ("assume:anonymous", *SCOPES)
    assert inform(taskcluster.rootUrl, Credentials("unknown/client", "token")).expiry is None


def test_information_is_serialized_like_taskclusters_json() -> None:
    expiry = datetime(2026, 1, 31, 12, tzinfo=UTC)
    information = CredentialInformation(
        clientId="c", type="permanent", active=True, expiry=expiry, scopes=("a",)
    )
    assert information.model_dump(mode="json") == {
        "clientId": "c",
        "type": "permanent",
        "active": True,
        "start": None,
        "expiry": "2026-01-31T12:00:00.000Z",
        "scopes": ["a"],
    }


def test_a_server_that_does_not_respond_is_an_error(
    inform: Inform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc_typed.core.options._defaults", {"retries": 0})
    with pytest.raises(TaskclusterConnectionError):
        inform("http://127.0.0.1:1", Credentials("c", "t"))


def test_malformed_credentials_are_rejected() -> None:
    with pytest.raises(TaskclusterAuthFailure):
        credentialInformation("https://tc.example.com", {"clientId": "c"})


def test_the_sync_and_async_functions_have_the_same_signature() -> None:
    assert inspect.signature(credentialInformation) == inspect.signature(aio.credentialInformation)
