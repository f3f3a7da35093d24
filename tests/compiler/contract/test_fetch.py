"""Fetching of a deployment's documents over HTTP, and the overlay that is applied to them."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Mapping

import pytest
from tests.compiler.contracts import api, entry, schema
from tests.compiler.deployment import (
    DEFAULTS,
    MANIFEST,
    SCHEMAS,
    asServed,
    bundledDocuments,
    impatient,
    serving,
    site,
    withAbsoluteReferences,
)
from tests.core.loopback import (
    Behaviour,
    Connection,
    Received,
    closedPort,
    loopback,
    message,
    raw,
    respond,
    trickle,
)

from tc_typed import Queue
from tc_typed.compiler.contract import fetch
from tc_typed.compiler.contract.errors import ContractError
from tc_typed.compiler.contract.fetch import deploymentContract, fetchDeployment
from tc_typed.compiler.contract.load import Files, Json, contractOf, readFiles
from tc_typed.compiler.contract.overlay import applyOverlay, bundledContract
from tc_typed.compiler.diff import compareContracts
from tc_typed.core.errors import (
    InvalidCall,
    ResourceNotFound,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterTimeout,
    UnexpectedResponse,
)

__all__ = ["impatient"]

API = "references/tiny/v1/api.json"
THING = "schemas/tiny/v1/thing.json"
PART = "schemas/tiny/v1/part.json"
_TINY: dict[str, Json] = {
    MANIFEST: {
        "$schema": "/schemas/common/manifest-v3.json#",
        "references": [f"/{API}", "/references/tiny/v1/metrics.json"],
    },
    API: api(entry("get", output="v1/thing.json#")),
    THING: schema("thing", properties={"part": {"$ref": "part.json#"}}),
    PART: schema("part", properties={}),
}
TINY: dict[str, Json] = json.loads(json.dumps(_TINY))

HTML = respond(b"<!doctype html><title>Welcome</title>")


def served(files: Files, rootUrl: str) -> dict[str, Json]:
    return {path: asServed(document, rootUrl) for path, document in files.items()}


def test_only_documents_that_are_referred_to_are_fetched() -> None:
    unnamed = "schemas/tiny/v1/unnamed.json"
    with serving({**TINY, unnamed: schema("unnamed")}) as server:
        assert fetchDeployment(server.url) == served(TINY, server.url)
        targets = [request.target for request in server.received]
    assert sorted(targets) == sorted(f"/{path}" for path in TINY)


def test_references_can_be_absolute_urls() -> None:
    files = dict(TINY)
    with serving(files) as server:
        files[MANIFEST] = {"references": [f"{server.url}/{API}"]}  # works without $schema, too
        assert fetchDeployment(server.url + "/") == served(files, server.url)


def test_known_schemas_that_no_document_refers_to_are_fetched() -> None:
    payload = "schemas/worker/v1/payload.json"
    files = {**TINY, payload: {"$id": f"/{payload}#", "type": "object"}}
    with serving(files) as server:
        found = fetchDeployment(server.url, [f"/{payload}", "/schemas/none.json"])
        assert found == served(files, server.url)


@pytest.mark.parametrize("rootUrl", [None, "https://tc.example.com", "https://tc.example.com/a/b"])
@pytest.mark.parametrize("isAbsolute", [False, True])
def test_root_urls_in_documents_do_not_matter(rootUrl: str | None, *, isAbsolute: bool) -> None:
    """A deployment can often be reached at a URL other than its own root URL."""
    with loopback(lambda _, __: None) as server:
        root = rootUrl or server.url
        files = {
            path: withAbsoluteReferences(it, root) if isAbsolute else it
            for path, it in TINY.items()
        }
        server.behaviours[:] = [site(files, rootUrl=rootUrl)]
        found = deploymentContract(server.url)
    expected = contractOf(applyOverlay(TINY))
    assert compareContracts(expected, found) == []
    assert compareContracts(found, expected) == []
    assert THING in {root.url.lstrip("/") for root in found.documents.values()}


def test_progress_is_reported_for_each_document() -> None:
    reports: list[tuple[int, int]] = []
    with serving(TINY) as server:
        fetchDeployment(server.url, progress=lambda done, total: reports.append((done, total)))
    assert [done for done, _ in reports] == [1, 2, 3, 4]
    assert all(done <= total for done, total in reports)
    assert reports[-1] == (4, 4)


@pytest.mark.parametrize(
    ("special", "error", "text"),
    [
        ({MANIFEST: respond(b"gone", 404)}, ResourceNotFound, "error (404)"),
        ({MANIFEST: HTML}, UnexpectedResponse, "(text/html) is not JSON"),
        ({THING: HTML}, UnexpectedResponse, "(text/html) is not JSON"),
        ({MANIFEST: respond([1])}, UnexpectedResponse, "lists no references"),
        ({MANIFEST: respond({"references": 3})}, UnexpectedResponse, "lists no references"),
        ({PART: respond(b"", 404)}, ResourceNotFound, "part.json: error (404)"),
        (
            {MANIFEST: respond(b"", 302, {"location": "https://other.example.com/"})},
            UnexpectedResponse,
            "(302) redirects to https://other.example.com/",
        ),
        (
            {MANIFEST: respond({"references": ["https://other.example.com/references/api.json"]})},
            UnexpectedResponse,
            "does not belong to this deployment",
        ),
        (
            {API: respond(api(entry("get", output="../../../etc/passwd")))},
            UnexpectedResponse,
            "does not belong to this deployment",
        ),
        (
            {THING: raw(message(200, b"{", length=9))},
            TaskclusterConnectionError,
            "no complete response",
        ),
    ],
)
def test_responses_that_are_not_from_a_deployment_raise(
    impatient: None,
    special: Mapping[str, Behaviour],
    error: type[TaskclusterFailure],
    text: str,
) -> None:
    with serving(TINY, special) as server, pytest.raises(error) as caught:
        fetchDeployment(server.url)
    assert text in str(caught.value)
    assert server.url in str(caught.value)
    # Requests were only sent to the deployment itself.
    assert all(request.target.startswith("/") for request in server.received)


def test_a_refused_connection_raises(impatient: None) -> None:
    with closedPort() as url, pytest.raises(TaskclusterConnectionError, match="no connection"):
        fetchDeployment(url)


def test_an_invalid_root_url_raises() -> None:
    with pytest.raises(InvalidCall, match="rootUrl must be a URL like"):
        fetchDeployment("tc.example.com")


def test_temporary_failures_are_retried(impatient: None) -> None:
    busy = [respond(b"", 503), respond(b"", 429)]
    lock = threading.Lock()

    def sometimes(connection: Connection, received: Received) -> None:
        with lock:
            behave = busy.pop() if busy else respond(TINY[THING])
        behave(connection, received)

    with serving(TINY, {THING: sometimes}) as server:
        assert fetchDeployment(server.url) == {**served(TINY, server.url), THING: TINY[THING]}
    assert busy == []


def test_the_size_of_a_document_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_DOCUMENT_BYTES", 1000)
    with (
        serving(TINY, {THING: respond(b" " * 1001)}) as server,
        pytest.raises(UnexpectedResponse, match="more than 1000 bytes"),
    ):
        fetchDeployment(server.url)


def test_the_total_size_of_all_documents_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 2000)
    large = respond({**TINY[THING], "description": "x" * 800})  # type: ignore[dict-item]  # an object
    part = respond({**TINY[PART], "description": "x" * 800})  # type: ignore[dict-item]  # as well
    with (
        serving(TINY, {THING: large, PART: part}) as server,
        pytest.raises(UnexpectedResponse, match="more than 2000 bytes were received in total"),
    ):
        fetchDeployment(server.url)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (b"[" * 100_000, "is not JSON"),
        (b"[" * 80 + b"]" * 80, "is nested in more than 64 levels"),
        (b'{"minimum": 1e999}', "#/minimum: is not a number in JSON"),
        (b'{"minimum": NaN}', "#/minimum: is not a number in JSON"),
        (rb'{"title": "\ud800"}', "#/title: contains a lone surrogate"),
        (b'{"minimum": ' + b"9" * 5000 + b"}", "is not JSON"),
        (b'{"title": "\xff"}', "is not JSON"),
    ],
)
def test_documents_that_not_all_parsers_accept_are_rejected(
    impatient: None, document: bytes, problem: str
) -> None:
    with (
        serving(TINY, {THING: respond(document)}) as server,
        pytest.raises((ContractError, UnexpectedResponse)) as caught,
    ):
        fetchDeployment(server.url)
    assert problem in str(caught.value)
    assert THING in str(caught.value)


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip", "br", "x"])
def test_a_content_encoding_that_was_not_requested_is_rejected(encoding: str) -> None:
    bomb = gzip.compress(gzip.compress(b" " * 10_000_000))
    special = respond(bomb, 200, {"content-encoding": encoding})
    with (
        serving(TINY, {THING: special}) as server,
        pytest.raises(UnexpectedResponse, match="which was not requested"),
    ):
        fetchDeployment(server.url)
    assert all(it.headers["accept-encoding"] == "identity" for it in server.received)


def test_fetching_has_a_time_limit(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_SECONDS", 0)
    with (
        serving(TINY) as server,
        pytest.raises(TaskclusterTimeout, match="all documents took more than 0 s"),
    ):
        fetchDeployment(server.url)


def test_the_number_of_documents_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_DOCUMENTS", 3)
    with (
        serving(TINY) as server,
        pytest.raises(UnexpectedResponse, match="more than 3 documents"),
    ):
        fetchDeployment(server.url)


def test_a_trickling_response_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DEFAULTS, {"timeout": 0.2, "retries": 0})
    start = b"HTTP/1.1 200 OK\r\ncontent-length: 999999\r\n\r\n"
    with (
        loopback(trickle(start)) as server,
        pytest.raises(TaskclusterTimeout, match=r"within 0\.2 s"),
    ):
        fetchDeployment(server.url)


# Overlay


def test_a_deployment_with_this_contract_has_no_differences() -> None:
    with serving(bundledDocuments()) as server:
        found = deploymentContract(server.url)
    assert compareContracts(bundledContract(), found) == []
    assert compareContracts(found, bundledContract()) == []


def test_the_overlay_only_adds_titles_and_extension_keywords() -> None:
    published = bundledDocuments()
    extended = applyOverlay(published)
    for path, value in published.items():
        assert withoutOverlay(value, extended[path]) == value


def withoutOverlay(original: Json, extended: Json) -> Json:
    """Remove the members that the overlay added."""
    if isinstance(original, Mapping) and isinstance(extended, Mapping):
        added = extended.keys() - original.keys()
        assert all(key == "title" or key.startswith("x-") for key in added)
        return {key: withoutOverlay(value, extended[key]) for key, value in original.items()}
    if isinstance(original, list) and isinstance(extended, list):
        return [withoutOverlay(*pair) for pair in zip(original, extended, strict=True)]
    return extended


def test_a_complete_contract_is_not_changed() -> None:
    files = readFiles(SCHEMAS)
    assert applyOverlay(files) == files


def test_an_unknown_service_is_not_changed() -> None:
    extended = applyOverlay(TINY)
    assert {path: extended[path] for path in TINY} == TINY
    assert {service.name for service in contractOf(extended).services} == {"built-in", "tiny"}


def test_errors_of_an_invalid_contract_have_the_location() -> None:
    with pytest.raises(ContractError, match=r"exchanges.json#: is the same kind of document as"):
        contractOf({"api.json": api(), "exchanges.json": api()})


@pytest.mark.parametrize(
    "variables",
    [
        {"NO_PROXY": "localhost,fd07:b51a:cc66:f0::/64"},
        {"NO_PROXY": "[::1],127.0.0.1"},
        {"no_proxy": "*"},
        {"HTTP_PROXY": "http://127.0.0.1:1", "NO_PROXY": "127.0.0.1,[::1]/64"},
    ],
)
def test_proxy_variables_for_other_hosts_are_ignored(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with serving(TINY) as server:
        assert len(fetchDeployment(server.url)) == len(TINY)


@pytest.mark.parametrize(
    "proxyUrl", ["socks4://127.0.0.1:9", "foo://x", "http://[::1", "http://:0"]
)
@pytest.mark.parametrize("name", ["ALL_PROXY", "HTTP_PROXY"])
def test_an_unsupported_proxy_is_rejected_as_in_a_client(
    name: str, proxyUrl: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, proxyUrl)
    with pytest.raises(InvalidCall, match="the proxy in the environment") as ours:
        fetchDeployment("http://tc.example.com")
    with pytest.raises(InvalidCall) as theirs:
        Queue(rootUrl="http://tc.example.com").ping()
    assert ours.value.reason == theirs.value.reason


def test_a_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(TINY, rootUrl="http://tc.example.com") as proxy:

        def forward(connection: Connection, received: Received) -> None:
            path = received.target.removeprefix("http://tc.example.com/")
            respond(TINY[path])(connection, received)

        proxy.behaviours[:] = [forward]
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert fetchDeployment("http://tc.example.com") == TINY
