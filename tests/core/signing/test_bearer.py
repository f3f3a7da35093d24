"""Methods that take an access token, which is sent instead of a signature."""

from __future__ import annotations

from typing import cast

import httpx
import pytest
from pydantic import JsonValue
from tests.core.client_kinds import Connect
from tests.core.loopback import Serve, closedPort, failure, respond
from tests.core.sample_service import Sample, signIn
from tests.core.secrets import TEMPORARY, TOKEN, assertHidden, everyText

from tc_typed.core.encode import encode
from tc_typed.core.errors import InvalidCall, TaskclusterConnectionError, TaskclusterRestFailure
from tc_typed.core.prepared_call import prepare
from tc_typed.core.signing.basic_and_bearer import AccessToken
from tc_typed.credentials import Credentials

pytestmark = pytest.mark.usefixtures("debugLog")


def notCalled() -> Credentials:
    raise AssertionError("nothing needs to be signed")


def test_token_is_sent_and_nothing_is_signed(connect: Connect, serve: Serve) -> None:
    server = serve(respond({"ok": True}))
    for client in (
        connect(server.url),
        connect(server.url, credentials=TEMPORARY),
        connect(server.url, credentials=notCalled),
    ):
        assert client.signIn("x", accessToken=TOKEN) == {"ok": True}
    assert [seen.headers["authorization"] for seen in server.received] == [f"Bearer {TOKEN}"] * 3


def test_the_users_client_does_not_add_its_own_authorization(serve: Serve) -> None:
    server = serve(respond({"ok": True}))
    with httpx.Client(auth=("user", "password")) as http:
        Sample(rootUrl=server.url, httpClient=http).signIn("x", accessToken=TOKEN)
    assert server.received[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_other_methods_send_no_token(connect: Connect, serve: Serve) -> None:
    server = serve(respond({"name": "x"}))
    connect(server.url).getThing("x")
    assert "authorization" not in server.received[0].headers


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "caf\u00e9", None, b"bytes"])
def test_a_token_that_cannot_be_sent_in_a_header_is_refused(token: object) -> None:
    with pytest.raises(InvalidCall, match=r"^sample\.signIn: accessToken must be") as caught:
        encode(signIn, {"name": "x"}, accessToken=cast("str", token))
    assert not token or str(token) not in str(caught.value)


def test_the_token_is_never_shown(connect: Connect, serve: Serve) -> None:
    server = serve(failure(400, "InputError", "I do not trust this token"))
    with pytest.raises(TaskclusterRestFailure) as refused:
        connect(server.url).signIn("x", accessToken=TOKEN)
    with closedPort() as url, pytest.raises(TaskclusterConnectionError) as unreachable:
        connect(url, retries=0).signIn("x", accessToken=TOKEN)
    assertHidden(*everyText(refused.value), *everyText(unreachable.value))
    assertHidden(repr(encode(signIn, {"name": "x"}, accessToken=TOKEN)))


def test_prepared_call_has_the_token() -> None:
    client = Sample(rootUrl="https://tc.example.com")
    prepared = prepare("test", client.signIn, "x", form="short", accessToken=TOKEN)
    call = prepared.encode()
    assert (call.path, call.signer) == ("/sign-in/x?form=short", AccessToken(TOKEN))
    assertHidden(repr(prepared))


def test_a_fake_gets_the_token_but_it_is_not_recorded() -> None:
    def fake(name: str, *, accessToken: str) -> dict[str, JsonValue]:
        return {"name": name, "right": accessToken == TOKEN}

    client = Sample(rootUrl="https://tc.example.com", fake={"signIn": fake})
    assert client.signIn("x", accessToken=TOKEN) == {"name": "x", "right": True}
    assertHidden(repr(client.fakeCalls))
    with pytest.raises(InvalidCall, match="accessToken must be"):
        client.signIn("x", accessToken="")
