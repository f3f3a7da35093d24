"""Authentication of callers: signatures, nonces, clocks, certificates, bewits, scopes."""

from __future__ import annotations

import base64
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.testing.conftest import Clock
from tests.testing.samples import definition, withPublic
from tests.testing.server.signing import Temporary, bewit, makeExt, sign

from tc_typed.core.signing.httpx_auth import HawkAuth
from tc_typed.credentials import Credentials
from tc_typed.queue import Queue
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.server import authentication
from tc_typed.testing.server.certificates import ReceivedCertificate, problem
from tc_typed.testing.server.hawk import SKEW

SCOPES = "auth/v1/scopes/current"

READ = "auth:current-scopes"
TOLERANCE = timedelta(minutes=5)


@pytest.fixture
def caller(taskcluster: LocalTaskcluster) -> Credentials:
    return taskcluster.createClient(f"test/{slugId()}", ["auth:*", "test:*"])


def url(http: httpx.Client, path: str = SCOPES) -> str:
    return f"{http.base_url}{path}"


def assertRejected(response: httpx.Response, reason: str) -> None:
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "hawk"
    body = response.json()
    assert body["code"] == "AuthenticationFailed"
    assert reason in body["message"]


def scopesOf(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    scopes: list[str] = response.json()["scopes"]
    return scopes


# Headers


def test_a_client_has_its_scopes(http: httpx.Client, caller: Credentials) -> None:
    response = http.get(SCOPES, auth=HawkAuth(caller))
    assert scopesOf(response) == withPublic("auth:*", "test:*")


def test_an_anonymous_caller_has_only_anonymous_scopes(http: httpx.Client) -> None:
    response = http.get(SCOPES)
    assert response.status_code == 403
    assert "auth:current-scopes" in response.json()["message"]
    assert "www-authenticate" not in response.headers


@pytest.mark.parametrize(
    "host", ["example.com", "example.com:8080", "127.0.0.1.example.com", "::1"]
)
def test_web_pages_do_not_get_anonymous_scopes(http: httpx.Client, host: str) -> None:
    tasks = "index/v1/tasks/test"  # Readable with the scopes of the role `anonymous`.
    assert http.get(tasks).status_code == 200
    assert http.get(tasks, headers={"host": "localhost:1"}).status_code == 200
    assertRejected(http.get(tasks, headers={"host": host}), "loopback")
    assert http.get("index/v1/ping", headers={"host": host}).status_code == 200


def test_an_unknown_client_is_rejected(http: httpx.Client) -> None:
    response = http.get(SCOPES, auth=HawkAuth(Credentials("unknown/client", "x")))
    assertRejected(response, "unknown/client")


def test_a_wrong_key_is_rejected(http: httpx.Client, caller: Credentials) -> None:
    wrong = Credentials(caller.clientId, "wrong")
    assertRejected(http.get(SCOPES, auth=HawkAuth(wrong)), "wrong MAC")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Hawk",
        "Bearer abc",
        'Hawk id="x"',
        'Hawk id="x", ts="1", nonce="n", mac="m", colour="green"',
        'Hawk ts="1", nonce="n", mac="m"',
        "Hawk " + "x" * 5000,
    ],
)
def test_a_header_that_is_not_a_hawk_header_is_rejected(http: httpx.Client, header: str) -> None:
    response = http.get(SCOPES, headers={"authorization": header})
    assert response.status_code == 401


@pytest.mark.parametrize("missing", ["ts", "nonce", "mac"])
def test_a_header_with_missing_parts_is_rejected(
    http: httpx.Client, caller: Credentials, missing: str
) -> None:
    parts = sign(caller, "GET", url(http)).removeprefix("Hawk ").split(", ")
    header = "Hawk " + ", ".join(part for part in parts if not part.startswith(f"{missing}="))
    assertRejected(http.get(SCOPES, headers={"authorization": header}), "signature")


def test_a_header_is_accepted_only_once(http: httpx.Client, caller: Credentials) -> None:
    headers = {"authorization": sign(caller, "GET", url(http), b"")}
    assert http.get(SCOPES, headers=headers).status_code == 200
    assertRejected(http.get(SCOPES, headers=headers), "used before")


def test_nonces_are_forgotten_once_their_timestamps_have_expired(
    http: httpx.Client, caller: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"authorization": sign(caller, "GET", url(http))}
    later = time.monotonic() + 2 * SKEW.total_seconds() + 60
    assert http.get(SCOPES, headers=headers).status_code == 200
    monkeypatch.setattr(authentication, "time", SimpleNamespace(monotonic=lambda: later))
    assert http.get(SCOPES, headers=headers).status_code == 200


def test_a_header_is_valid_for_one_url_only(http: httpx.Client, caller: Credentials) -> None:
    headers = {"authorization": sign(caller, "GET", url(http))}
    assertRejected(http.get("auth/v1/clients/", headers=headers), "wrong MAC")
    assertRejected(http.get("auth/v1/clients/?limit=1", headers=headers), "wrong MAC")


@pytest.mark.parametrize(("offset", "status"), [(-3600, 401), (-600, 200), (600, 200), (3600, 401)])
def test_a_timestamp_can_be_off_by_minutes_but_not_by_an_hour(
    http: httpx.Client, caller: Credentials, offset: int, status: int
) -> None:
    header = sign(caller, "GET", url(http), timestamp=int(time.time()) + offset)
    assert http.get(SCOPES, headers={"authorization": header}).status_code == status


def test_a_tampered_body_is_rejected(http: httpx.Client, caller: Credentials) -> None:
    path, contentType = "auth/v1/scopes/expand", "application/json"
    target, content = url(http, path), b'{"scopes": ["a"]}'

    def post(hashed: bytes | None, sent: bytes) -> httpx.Response:
        header = sign(caller, "POST", target, hashed, contentType)
        headers = {"authorization": header, "content-type": contentType}
        return http.post(path, content=sent, headers=headers)

    assert scopesOf(post(content, content)) == ["a"]
    assert scopesOf(post(None, content)) == ["a"]  # Clients need not hash the payload.
    assertRejected(post(content, content.replace(b"a", b"b")), "payload hash")


def test_the_content_type_is_signed_too(http: httpx.Client, caller: Credentials) -> None:
    path, content = "auth/v1/scopes/expand", b'{"scopes": []}'
    header = sign(caller, "POST", url(http, path), content, "application/json")
    headers = {"authorization": header, "content-type": "text/plain"}
    assertRejected(http.post(path, content=content, headers=headers), "payload hash")


def test_disabled_and_expired_clients_are_rejected(clock: Clock) -> None:
    with LocalTaskcluster(clock=clock) as taskcluster:
        disabled = taskcluster.createClient("disabled", ["*"], disabled=True)
        expiring = taskcluster.createClient(
            "expiring", ["*"], expires=clock.now + timedelta(minutes=1)
        )
        target = f"{taskcluster.rootUrl}/api/{SCOPES}"
        assertRejected(httpx.get(target, auth=HawkAuth(disabled)), "is disabled")
        assert httpx.get(target, auth=HawkAuth(expiring)).status_code == 200
        clock.advance(minutes=2)
        assertRejected(httpx.get(target, auth=HawkAuth(expiring)), "has expired")


# authorizedScopes


def test_authorized_scopes_limit_a_call(http: httpx.Client, caller: Credentials) -> None:
    fewer = ["auth:current-scopes", "test:a"]
    response = http.get(SCOPES, auth=HawkAuth(caller, fewer))
    assert scopesOf(response) == withPublic(*fewer)
    assert http.get(SCOPES, auth=HawkAuth(caller, [])).status_code == 403


def test_authorized_scopes_that_the_client_lacks_are_rejected(
    http: httpx.Client, caller: Credentials
) -> None:
    response = http.get(SCOPES, auth=HawkAuth(caller, ["auth:current-scopes", "other:a"]))
    assertRejected(response, "other:a")


@pytest.mark.parametrize(
    "ext",
    [
        "not base64!",
        base64.b64encode(b"no JSON").decode(),
        base64.b64encode(b"\xff").decode(),
        makeExt(authorizedScopes="a"),
        makeExt(authorizedScopes=[1]),
        makeExt(certificate="{}"),
        makeExt(certificate={}),
    ],
)
def test_an_ext_that_cannot_be_parsed_is_rejected(
    http: httpx.Client, caller: Credentials, ext: str
) -> None:
    header = sign(caller, "GET", url(http), ext=ext)
    assertRejected(http.get(SCOPES, headers={"authorization": header}), "ext")


# Certificates


@pytest.mark.parametrize("name", [None, "test/named"])
def test_temporary_credentials_have_their_own_scopes(
    http: httpx.Client, taskcluster: LocalTaskcluster, name: str | None
) -> None:
    issuer = taskcluster.createClient(f"issuer/{slugId()}", ["auth:*", "test:*"])
    credentials = Temporary(issuer, [READ, "test:a*"], name=name).make()
    response = http.get(SCOPES, auth=HawkAuth(credentials))
    assert scopesOf(response) == withPublic(READ, "test:a*")
    response = http.get(SCOPES, auth=HawkAuth(credentials, [READ, "test:ab"]))
    assert scopesOf(response) == withPublic(READ, "test:ab")
    assertRejected(http.get(SCOPES, auth=HawkAuth(credentials, [READ, "test:b"])), "test:b")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"scopes": [READ, "other:a"]}, "lacks scopes to issue"),
        ({"start": -7200.0, "expiry": -3600.0}, "expiry is in the past"),
        ({"start": 3600.0, "expiry": 7200.0}, "start is in the future"),
        ({"start": -60.0, "expiry": 32 * 86400.0}, "longer than 31 days"),
        ({"name": "other/named"}, "lacks scopes to issue"),
        ({"changed": {"scopes": [READ, "test:b"]}}, "signature"),
        ({"changed": {"expiry": 10**15}}, "signature"),
        ({"changed": {"seed": "o" * 44}}, "signature"),
        ({"changed": {"seed": "o" * 45}}, "ext"),
        ({"changed": {"signature": "ümlaut"}}, "signature"),
        ({"changed": {"version": 2}}, "ext"),
        ({"changed": {"colour": "green"}}, "ext"),
    ],
)
def test_a_certificate_that_is_wrong_in_any_way_is_rejected(
    http: httpx.Client,
    taskcluster: LocalTaskcluster,
    wrong: dict[str, Any],  # The types of the fields differ.
    reason: str,
) -> None:
    own = [READ, "test:*", "auth:create-client:test/*"]
    issuer = taskcluster.createClient(f"issuer/{slugId()}", own)
    temporary = Temporary(issuer, [READ], name="test/named")
    assert http.get(SCOPES, auth=HawkAuth(temporary.make())).status_code == 200
    refused = replace(temporary, **wrong).make()
    assertRejected(http.get(SCOPES, auth=HawkAuth(refused)), reason)


def test_an_issuer_must_not_issue_under_its_own_name(
    http: httpx.Client, taskcluster: LocalTaskcluster
) -> None:
    issuer = taskcluster.createClient(f"issuer/{slugId()}", ["*"])
    credentials = Temporary(issuer, [READ], name=issuer.clientId).make()
    assertRejected(http.get(SCOPES, auth=HawkAuth(credentials)), "must differ")


def test_temporary_credentials_cannot_issue_others(
    http: httpx.Client, taskcluster: LocalTaskcluster
) -> None:
    issuer = taskcluster.createClient(f"issuer/{slugId()}", ["*"])
    first = Temporary(issuer, ["*"], name=f"first/{slugId()}").make()
    second = Temporary(first, ["*"], name="second").make()
    assertRejected(http.get(SCOPES, auth=HawkAuth(second)), "there is no client")


def test_certificates_expire_by_the_clock_of_the_local_taskcluster(clock: Clock) -> None:
    with LocalTaskcluster(clock=clock) as taskcluster:
        issuer = taskcluster.createClient("issuer", ["*"])
        credentials = Temporary(issuer, ["*"], expiry=600.0).make(clock.now.timestamp())
        target = f"{taskcluster.rootUrl}/api/{SCOPES}"
        assert httpx.get(target, auth=HawkAuth(credentials)).status_code == 200
        clock.advance(minutes=16)
        assertRejected(httpx.get(target, auth=HawkAuth(credentials)), "expiry")


@st.composite
def near(draw: st.DrawFn, *bounds: timedelta) -> timedelta:
    """Draw a span of time that differs from one of these bounds by a few seconds at most."""
    off = draw(st.sampled_from([0, 1, -1]) | st.integers(-10_000, 10_000))
    return draw(st.sampled_from(bounds)) + timedelta(milliseconds=off)


@given(
    now=st.integers(1_400_000_000, 4_000_000_000).map(lambda it: datetime.fromtimestamp(it, UTC)),
    start=near(-TOLERANCE, timedelta(), TOLERANCE, timedelta(days=-31)),
    expiry=near(-TOLERANCE, timedelta(), TOLERANCE, timedelta(days=31)),
)
def test_certificates_are_valid_with_a_tolerance_of_five_minutes(
    now: datetime, start: timedelta, expiry: timedelta
) -> None:
    issuer = Credentials("issuer", "x")
    begin, end = start.total_seconds(), expiry.total_seconds()
    credentials = Temporary(issuer, [READ], begin, end).make(now.timestamp())
    certificate = ReceivedCertificate.model_validate(
        {**(credentials.certificate or {})}, strict=False
    )
    inTime = begin <= 300 and end >= -300 and certificate.expiry - certificate.start <= 31 * 86.4e6
    assert (problem(certificate, "issuer", "x", now) is None) == inTime


def test_credentials_of_a_claim_are_valid_for_its_run_only(
    queue: Queue, taskcluster: LocalTaskcluster
) -> None:
    from tc_typed.core.errors import InsufficientScopes
    from tc_typed.queue import ClaimWorkRequest

    taskId, other = slugId(), slugId()
    for each in (taskId, other):
        task = definition(taskQueueId="credentials/test", scopes=["queue:status:*"])
        queue.createTask(each, task)
    request = ClaimWorkRequest(workerGroup="g", workerId="w", tasks=2)
    claims = queue.claimWork("credentials/test", request).tasks
    [claimed] = [claim for claim in claims if claim.status.taskId == taskId]
    with Queue(rootUrl=taskcluster.rootUrl, credentials=claimed.credentials, retries=0) as worker:
        renewed = worker.reclaimTask(taskId, 0)
        with pytest.raises(InsufficientScopes, match=f"queue:resolve-task:{other}/0"):
            worker.reportCompleted(other, 0)
        assert worker.status(other).status.state == "running"
    with Queue(rootUrl=taskcluster.rootUrl, credentials=renewed.credentials) as worker:
        assert worker.reportCompleted(taskId, 0).status.state == "completed"


# Bewits


@pytest.mark.parametrize("path", [SCOPES, "auth/v1/clients/?limit=1"])
def test_a_bewit_is_valid_for_one_url(http: httpx.Client, caller: Credentials, path: str) -> None:
    target = url(http, path)
    signed = bewit(caller, target, int(time.time()) + 60)
    sep = "&" if "?" in path else "?"
    # A bewit can be used any number of times.
    assert http.get(f"{target}{sep}bewit={signed}").status_code == 200
    assert http.head(f"{target}{sep}bewit={signed}").status_code == 200
    assert http.get(f"{target}{sep}bewit={signed}").status_code == 200
    other = url(http, "auth/v1/clients/?limit=2")
    assertRejected(http.get(f"{other}&bewit={signed}"), "wrong MAC")


def test_a_bewit_can_precede_other_parameters(http: httpx.Client, caller: Credentials) -> None:
    target = url(http, "auth/v1/clients/?limit=1")
    signed = bewit(caller, target, int(time.time()) + 60)
    assert http.get(target.replace("limit", f"bewit={signed}&limit")).status_code == 200


def test_a_bewit_contains_certificate_and_authorized_scopes(
    http: httpx.Client, caller: Credentials
) -> None:
    credentials = Temporary(caller, ["auth:*"]).make()
    ext = makeExt(certificate=credentials.certificate, authorizedScopes=[READ])
    signed = bewit(credentials, url(http), int(time.time()) + 60, ext)
    assert scopesOf(http.get(f"{SCOPES}?bewit={signed}")) == withPublic(READ)


def test_a_bewit_expires(http: httpx.Client, caller: Credentials) -> None:
    signed = bewit(caller, url(http), int(time.time()) - 60)
    assertRejected(http.get(f"{SCOPES}?bewit={signed}"), "expired")


def test_a_tampered_bewit_is_rejected(http: httpx.Client, caller: Credentials) -> None:
    signed = bewit(caller, url(http), int(time.time()) - 60)
    clientId, _, mac, ext = base64.urlsafe_b64decode(signed + "==").decode().split("\\")
    longer = f"{clientId}\\{int(time.time()) + 60}\\{mac}\\{ext}"
    forged = base64.urlsafe_b64encode(longer.encode()).decode().rstrip("=")
    assertRejected(http.get(f"{SCOPES}?bewit={forged}"), "wrong MAC")
    wrong = bewit(Credentials(caller.clientId, "wrong"), url(http), int(time.time()) + 60)
    assertRejected(http.get(f"{SCOPES}?bewit={wrong}"), "wrong MAC")


@pytest.mark.parametrize("text", ["", "A", "!!!", "AAAA", "YWJj", "w7w"])
def test_a_malformed_bewit_is_rejected(http: httpx.Client, text: str) -> None:
    assertRejected(http.get(f"{SCOPES}?bewit={text}"), "bewit")


def test_a_bewit_whose_expiry_is_not_a_number_is_rejected(
    http: httpx.Client, caller: Credentials
) -> None:
    content = f"{caller.clientId}\\soon\\mac\\"
    text = base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
    assertRejected(http.get(f"{SCOPES}?bewit={text}"), "bewit")


def test_a_bewit_is_not_valid_for_post(http: httpx.Client, caller: Credentials) -> None:
    path = "auth/v1/scopes/expand"
    signed = bewit(caller, url(http, path), int(time.time()) + 60)
    response = http.post(f"{path}?bewit={signed}", json={"scopes": []})
    assertRejected(response, "GET")


def test_header_and_bewit_together_are_rejected(http: httpx.Client, caller: Credentials) -> None:
    signed = bewit(caller, url(http), int(time.time()) + 60)
    assertRejected(http.get(f"{SCOPES}?bewit={signed}", auth=HawkAuth(caller)), "not by both")
