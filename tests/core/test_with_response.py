"""Responses (status, headers and body) along with a call's result, and on its error."""

from __future__ import annotations

import asyncio
import json

import pytest
from tests.core.loopback import Json, Serve, failure, respond
from tests.core.sample_service import AsyncSample, Sample
from tests.core.secrets import SIGNED_URL, TEMPORARY, assertHidden

from tc_typed import Content, Github, Redirect, aio, withResponse
from tc_typed.core.errors import InvalidCall, ResourceNotFound, UnexpectedResponse
from tc_typed.core.raw_response import RawResponse
from tc_typed.credentials import Credentials

BODY: Json = {"name": "x", "new": [1]}
HEADERS = {"X-Request-Id": "7", "location": SIGNED_URL}


def named(_name: str) -> Json:
    return BODY


def test_result_and_response(serve: Serve) -> None:
    server = serve(respond(b"", 503), respond(BODY, 201, HEADERS))
    with Sample(rootUrl=server.url, delayFactor=0) as client:
        thing, response = withResponse(client.getThing, "x")
    assert thing == client.use(fake={"getThing": named}).getThing("x")
    assert response.status == 201
    assert response.headers["x-request-id"] == response.headers["X-REQUEST-ID"] == "7"
    assert json.loads(response.body) == BODY
    assertHidden(repr(response), str(response))


def test_result_and_response_of_an_async_client(serve: Serve) -> None:
    server = serve(respond(BODY, 200, HEADERS))

    async def work() -> None:
        async with AsyncSample(rootUrl=server.url) as client:
            both = await asyncio.gather(
                *(aio.withResponse(client.getThing, name) for name in ("x", "y"))
            )
        for thing, response in both:
            assert thing.name == "x"
            assert json.loads(response.body) == BODY

    asyncio.run(work())


def test_an_error_has_its_response(serve: Serve) -> None:
    server = serve(failure(404, "ResourceNotFound", "gone", HEADERS), respond(b"<p>", 200, HEADERS))
    with Sample(rootUrl=server.url) as client:
        with pytest.raises(ResourceNotFound) as refused:
            withResponse(client.getThing, "x")
        with pytest.raises(UnexpectedResponse) as unexpected:
            client.getThing("x")
    for error, status in ((refused.value, 404), (unexpected.value, 200)):
        assert error.response is not None
        assert error.response.status == status
        assert error.response.headers["x-request-id"] == "7"
    assert unexpected.value.body == b"<p>"


def test_responses_to_a_credentials_provider_are_not_returned(serve: Serve) -> None:
    server = serve(respond({"secret": 1}), respond(BODY))

    def credentials() -> Credentials:
        with Sample(rootUrl=server.url) as other:
            other.info()
        return TEMPORARY

    with Sample(rootUrl=server.url, credentials=credentials) as client:
        _, response = withResponse(client.getThing, "x")
    assert json.loads(response.body) == BODY


def test_an_overridden_method_can_be_called(serve: Serve) -> None:
    class Counting(Sample):
        calls = 0

        def deleteThing(self, name: str) -> None:
            self.calls += 1
            super().deleteThing(name)

    with Counting(rootUrl=serve(respond(b"", 204)).url) as client:
        result, response = withResponse(client.deleteThing, "x")
    assert (result, response.status, response.body, client.calls) == (None, 204, b"", 1)


def test_a_fake_has_a_response_too() -> None:
    client = Sample(fake={"getThing": named})
    thing, response = withResponse(client.getThing, "x")
    assert thing.name == "x"
    assert response.status == 200
    assert json.loads(response.body) == BODY
    assert response.headers["Content-Type"] == "application/json"

    async def work() -> RawResponse:
        return (await aio.withResponse(AsyncSample(fake={"getThing": named}).getThing, "x"))[1]

    assert asyncio.run(work()) == response


def test_fakes_of_files_and_redirects_have_responses_too() -> None:
    github = Github(
        fake={
            "badge": lambda *_: Content("image/svg+xml", b"<svg/>\xff"),
            "latest": lambda *_: Redirect("https://example.com/"),
        }
    )
    _, badge = withResponse(github.badge, "owner", "repo", "main")
    assert badge == RawResponse(200, {"content-type": "image/svg+xml"}, b"<svg/>\xff")
    _, latest = withResponse(github.latest, "owner", "repo", "main")
    assert (latest.status, latest.headers["location"]) == (303, "https://example.com/")


def test_a_method_that_makes_no_call_is_refused() -> None:
    client = Sample(rootUrl="http://nowhere.invalid")
    with pytest.raises(InvalidCall, match="iterThings made no call"):
        withResponse(client.iterThings)


def test_an_async_method_is_refused() -> None:
    with pytest.raises(InvalidCall, match=r"getThing is async; use `await tc_typed\.aio\.with"):
        withResponse(AsyncSample(rootUrl="http://nowhere.invalid").getThing, "x")
