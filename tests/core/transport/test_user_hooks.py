"""Event hooks of a user's HTTP client."""

from __future__ import annotations

import httpx
import pytest
from tests.core.client_kinds import OWN, Connect
from tests.core.loopback import Serve, failure, respond
from tests.core.secrets import SIGNED_URL, TEMPORARY, assertHidden, everyText

from tc_typed.core.errors import ResourceNotFound

pytestmark = pytest.mark.usefixtures("debugLog")


def raiseForStatus(response: httpx.Response) -> None:
    response.raise_for_status()


async def raiseForStatusAsync(response: httpx.Response) -> None:
    response.raise_for_status()


@pytest.mark.parametrize("connect", OWN, indirect=True)
def test_a_hook_that_raises_for_a_status_does_not_keep_the_response_from_being_read(
    connect: Connect, serve: Serve, waits: list[float]
) -> None:
    server = serve(
        failure(404, "ResourceNotFound", "gone"),
        failure(429, "TooManyRequests", "slower", {"retry-after": "7"}),
        respond({"name": "x"}),
        respond({"storageType": "s3", "url": "u"}, 303, {"location": SIGNED_URL}),
    )
    http = connect.httpClient()
    http.event_hooks = {"response": [raiseForStatusAsync if connect.isAsync else raiseForStatus]}
    client = connect(server.url, httpClient=http, credentials=TEMPORARY)
    with pytest.raises(ResourceNotFound) as caught:
        client.getThing("x")
    assert not waits
    assert client.getThing("x").name == "x"
    assert 7 <= waits[0] <= 8.75
    assert client.getFile("x", 0, "a").storageType == "s3"
    assertHidden(*everyText(caught.value))


@pytest.mark.parametrize("connect", OWN, indirect=True)
def test_hooks_see_the_location_of_a_redirect_and_are_wrapped_only_once(
    connect: Connect, serve: Serve
) -> None:
    server = serve(respond({"storageType": "s3", "url": "u"}, 303, {"location": SIGNED_URL}))
    http, seen = connect.httpClient(), list[str | None]()

    def hook(response: httpx.Response) -> None:
        seen.append(response.headers.get("location"))

    async def asyncHook(response: httpx.Response) -> None:
        hook(response)

    client = connect(server.url, httpClient=http)
    for _ in range(3):
        http.event_hooks["response"].append(asyncHook if connect.isAsync else hook)
        client.getFile("x", 0, "a")
    assert seen == [SIGNED_URL] * 6
    assert len(http.event_hooks["response"]) == 4
