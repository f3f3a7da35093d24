"""Who signs the requests of a client."""

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


class Counted:
    """Credentials of some class of the user's, which count how often they are looked at."""

    certificate = None

    def __init__(self) -> None:
        self.looks = Counter[str]()

    @property
    def clientId(self) -> str:
        self.looks["clientId"] += 1
        return "some/client"

    @property
    def accessToken(self) -> str:
        self.looks["accessToken"] += 1
        return TOKEN


def test_credentials_are_checked_once_per_client(serve: Serve) -> None:
    given = Counted()
    with Sample(rootUrl=serve(respond(THING)).url, credentials=given) as client:
        client.getThing("x")
        client.getThing("x")
        assert given.looks == {"clientId": 1, "accessToken": 1}
        client.use(timeout=5).getThing("x")
    assert given.looks == {"clientId": 2, "accessToken": 2}


def test_a_provider_whose_credentials_stay_the_same_has_one_signer() -> None:
    names = iter(["one", "one", "two"])
    source = SignerSource(lambda: Credentials(next(names), TOKEN), ["a:b"])
    first, same, other = (source.signer("sample.getThing") for _ in range(3))
    assert isinstance(first, HawkSigner)
    assert first is same
    assert other is not first


@pytest.mark.parametrize(
    "given", [None, BasicCredentials("name", "password"), BearerToken(TOKEN)], ids=repr
)
def test_what_is_sent_as_it_is_signs_itself(given: BasicCredentials | BearerToken | None) -> None:
    assert SignerSource(given, None).signer("sample.getThing") is given
    assert SignerSource(lambda: given, None).signer("sample.getThing") is given


@pytest.mark.parametrize("given", [None, PERMANENT, BearerToken("mine")], ids=repr)
def test_the_token_of_a_call_comes_before_what_the_client_has(
    serve: Serve, given: Credentials | BearerToken | None
) -> None:
    server = serve(respond(THING))
    with Sample(rootUrl=server.url, credentials=given) as client:
        client.signIn("x", accessToken=TOKEN)
    assert server.received[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_a_token_for_single_calls_is_none_for_a_client(serve: Serve) -> None:
    with (
        Sample(rootUrl=serve(respond(THING)).url, credentials=AccessToken(TOKEN)) as client,
        pytest.raises(TaskclusterAuthFailure, match="for hawk, not for accessToken"),
    ):
        client.getThing("x")
