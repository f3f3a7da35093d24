"""Choice of the signer for a client's requests."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.core.loopback import Serve, respond
from tests.core.sample_service import Sample
from tests.core.secrets import PERMANENT, TOKEN

from tc_typed import Credentials, TaskclusterAuthFailure
from tc_typed.core.signing.basic_and_bearer import AccessToken, BasicCredentials, BearerToken
from tc_typed.core.signing.hawk import HawkSigner
from tc_typed.core.signing.signer import SignerSource

THING = {"name": "x"}


class CountingCredentials:
    """Credentials of a user's own class, which count reads of their attributes."""

    certificate = None

    def __init__(self) -> None:
        self.reads = Counter[str]()

    @property
    def clientId(self) -> str:
        self.reads["clientId"] += 1
        return "some/client"

    @property
    def accessToken(self) -> str:
        self.reads["accessToken"] += 1
        return TOKEN


def test_credentials_are_checked_once_per_client(serve: Serve) -> None:
    given = CountingCredentials()
    with Sample(rootUrl=serve(respond(THING)).url, credentials=given) as client:
        client.getThing("x")
        client.getThing("x")
        assert given.reads == {"clientId": 1, "accessToken": 1}
        client.use(timeout=5).getThing("x")
    assert given.reads == {"clientId": 2, "accessToken": 2}


def test_the_signer_is_reused_while_the_provider_returns_the_same_credentials() -> None:
    names = iter(["one", "one", "two"])
    source = SignerSource(lambda: Credentials(next(names), TOKEN), ["a:b"])
    first, same, other = (source.signer("sample.getThing") for _ in range(3))
    assert isinstance(first, HawkSigner)
    assert first is same
    assert other is not first


@pytest.mark.parametrize(
    "given", [None, BasicCredentials("name", "password"), BearerToken(TOKEN)], ids=repr
)
def test_header_credentials_are_their_own_signer(
    given: BasicCredentials | BearerToken | None,
) -> None:
    assert SignerSource(given, None).signer("sample.getThing") is given
    assert SignerSource(lambda: given, None).signer("sample.getThing") is given


@pytest.mark.parametrize("given", [None, PERMANENT, BearerToken("own")], ids=repr)
def test_the_token_of_a_call_replaces_the_clients_credentials(
    serve: Serve, given: Credentials | BearerToken | None
) -> None:
    server = serve(respond(THING))
    with Sample(rootUrl=server.url, credentials=given) as client:
        client.signIn("x", accessToken=TOKEN)
    assert server.received[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_an_access_token_is_refused_as_a_clients_credentials(serve: Serve) -> None:
    with (
        Sample(rootUrl=serve(respond(THING)).url, credentials=AccessToken(TOKEN)) as client,
        pytest.raises(
            TaskclusterAuthFailure, match="credentials for hawk, got credentials for accessToken"
        ),
    ):
        client.getThing("x")
