"""Checks of requests that other servers have received."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.testing.samples import withPublic
from tests.testing.server.signing import Temporary, bewit, makeExt, sign

from tc_typed.auth import (
    Auth,
    AuthenticateHawkRequest,
    CreateClientRequest,
    HawkAuthentication,
    HawkAuthenticationFailure,
    HawkAuthenticationSuccess,
    HawkNoAuthentication,
)
from tc_typed.credentials import Credentials
from tc_typed.testing import LocalTaskcluster

URL = "http://service.example.com:8080/api/x/v1/y?q=1"


@pytest.fixture
def auth(local: LocalTaskcluster) -> Iterator[Auth]:
    with Auth(rootUrl=local.rootUrl, retries=0) as client:
        yield client


def check(auth: Auth, header: str | None, resource: str = "/api/x/v1/y?q=1") -> HawkAuthentication:
    fields = {} if header is None else {"authorization": header}
    return auth.authenticateHawk(
        AuthenticateHawkRequest.model_validate(
            {
                "method": "get",
                "resource": resource,
                "host": "service.example.com",
                "port": 8080,
                **fields,
            }
        )
    )


def test_a_service_learns_the_scopes_of_its_caller(local: LocalTaskcluster, auth: Auth) -> None:
    local.createRole("team", ["x:*"])
    caller = local.createClient("caller", ["assume:team"])
    header = sign(caller, "GET", URL, b"", "application/json")
    for _ in range(2):  # Only the service can know whether a request is a replay.
        result = check(auth, header)
        assert isinstance(result, HawkAuthenticationSuccess)
        assert (result.clientId, result.scopes) == ("caller", withPublic("assume:team", "x:*"))
        assert f'hash="{result.hash}"' in header
    without = check(auth, sign(caller, "GET", URL, ext=makeExt(authorizedScopes=["x:1"])))
    assert isinstance(without, HawkAuthenticationSuccess)
    assert without.scopes == withPublic("x:1")
    assert "hash" not in without.model_dump()


def test_scopes_expire_with_client_and_certificate(local: LocalTaskcluster, auth: Auth) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    soon, later = now + timedelta(hours=1), now + timedelta(days=9)
    with Auth(local.options(), retries=0) as root:
        for clientId, expires in (("short", soon), ("long", later)):
            request = CreateClientRequest(description="", scopes=["x"], expires=expires)
            created = root.createClient(clientId, request)
            permanent = Credentials(clientId, created.accessToken)
            lasting = 2 * 3600.0
            temporary = Temporary(permanent, ["x"], expiry=lasting).make(now.timestamp())
            ext = makeExt(certificate=temporary.certificate)
            results = [
                check(auth, sign(permanent, "GET", URL)),
                check(auth, sign(temporary, "GET", URL, ext=ext)),
            ]
            earliest = min(expires, now + timedelta(seconds=lasting))
            assert [getattr(result, "expires", None) for result in results] == [expires, earliest]


def test_a_bewit_of_another_service_is_checked(local: LocalTaskcluster, auth: Auth) -> None:
    caller = local.createClient("caller", ["x"])
    signed = bewit(caller, URL, int(time.time()) + 60)
    result = check(auth, None, f"/api/x/v1/y?q=1&bewit={signed}")
    assert isinstance(result, HawkAuthenticationSuccess)
    assert result.scopes == withPublic("x")
    local.clock.advance("2 minutes")
    assert isinstance(
        check(auth, None, f"/api/x/v1/y?q=1&bewit={signed}"), HawkAuthenticationFailure
    )


def test_an_unsigned_request_has_the_public_scopes(local: LocalTaskcluster, auth: Auth) -> None:
    result = check(auth, None)
    assert isinstance(result, HawkNoAuthentication)
    assert result.scopes == withPublic()
    lasts = result.expires - local.clock.now()
    assert timedelta(minutes=14) < lasts <= timedelta(minutes=15)


def test_a_wrong_signature_is_reported(local: LocalTaskcluster, auth: Auth) -> None:
    caller = local.createClient("caller", ["x"])
    wrong = [
        check(auth, sign(caller, "POST", URL)),
        check(auth, sign(caller, "GET", URL), "/other"),
        check(auth, sign(Credentials("caller", "y" * 44), "GET", URL)),
        check(auth, "Bearer x"),
        check(auth, sign(local.createClient("disabled", disabled=True), "GET", URL)),
    ]
    for result in wrong:
        assert isinstance(result, HawkAuthenticationFailure)
        assert result.message
