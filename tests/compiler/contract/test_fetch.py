"""What a deployment publishes, fetched over HTTP; and what this package adds to it."""

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
    impatient,
    ours,
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


def test_what_is_named_is_fetched_and_nothing_else() -> None:
    unnamed = "schemas/tiny/v1/unnamed.json"
    with serving({**TINY, unnamed: schema("unnamed")}) as server:
        assert fetchDeployment(server.url) == served(TINY, server.url)
        asked = [request.target for request in server.received]
    assert sorted(asked) == sorted(f"/{path}" for path in TINY)


def test_names_may_be_whole_addresses() -> None:
    files = dict(TINY)
    with serving(files) as server:
        files[MANIFEST] = {"references": [f"{server.url}/{API}"]}  # also where no $schema tells
        assert fetchDeployment(server.url + "/") == served(files, server.url)


def test_what_nothing_names_is_looked_for_where_it_is_known() -> None:
    payload = "schemas/worker/v1/payload.json"
    files = {**TINY, payload: {"$id": f"/{payload}#", "type": "object"}}
    with serving(files) as server:
        found = fetchDeployment(server.url, [f"/{payload}", "/schemas/none.json"])
        assert found == served(files, server.url)


@pytest.mark.parametrize("rootUrl", [None, "https://tc.example.com", "https://tc.example.com/a/b"])
@pytest.mark.parametrize("isAbsolute", [False, True])
def test_addresses_in_names_of_documents_do_not_matter(
    rootUrl: str | None, *, isAbsolute: bool
) -> None:
    """A deployment is often reached at another address than the one that it knows."""
    with loopback(lambda _, __: None) as server:
        root = rootUrl or server.url
        files = {
            path: withAbsoluteReferences(it, root) if isAbsolute else it
            for path, it in TINY.items()
        }
        server.behaviours[:] = [site(files, rootUrl=rootUrl)]
        found = deploymentContract(server.url)
    wanted = contractOf(applyOverlay(TINY))
    assert compareContracts(wanted, found) == []
    assert compareContracts(found, wanted) == []
    assert THING in {root.url.lstrip("/") for root in found.documents.values()}


def test_progress_is_told_document_by_document() -> None:
    told: list[tuple[int, int]] = []
    with serving(TINY) as server:
        fetchDeployment(server.url, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == [1, 2, 3, 4]
    assert all(done <= total for done, total in told)
    assert told[-1] == (4, 4)


@pytest.mark.parametrize(
    ("special", "error", "text"),
    [
        ({MANIFEST: respond(b"gone", 404)}, ResourceNotFound, "error (404)"),
        ({MANIFEST: HTML}, UnexpectedResponse, "(text/html) is no JSON"),
        ({THING: HTML}, UnexpectedResponse, "(text/html) is no JSON"),
        ({MANIFEST: respond([1])}, UnexpectedResponse, "lists no references"),
        ({MANIFEST: respond({"references": 3})}, UnexpectedResponse, "lists no references"),
        ({PART: respond(b"", 404)}, ResourceNotFound, "part.json: error (404)"),
        (
            {MANIFEST: respond(b"", 302, {"location": "https://other.example.com/"})},
            UnexpectedResponse,
            "(302) leads to https://other.example.com/",
        ),
        (
            {MANIFEST: respond({"references": ["https://other.example.com/references/api.json"]})},
            UnexpectedResponse,
            "not of this deployment",
        ),
        (
            {API: respond(api(entry("get", output="../../../etc/passwd")))},
            UnexpectedResponse,
            "not of this deployment",
        ),
        (
            {THING: raw(message(200, b"{", length=9))},
            TaskclusterConnectionError,
            "no complete response",
        ),
    ],
)
def test_what_is_no_deployment_is_refused(
    impatient: None,
    special: Mapping[str, Behaviour],
    error: type[TaskclusterFailure],
    text: str,
) -> None:
    with serving(TINY, special) as server, pytest.raises(error) as caught:
        fetchDeployment(server.url)
    assert text in str(caught.value)
    assert server.url in str(caught.value)
    # Nothing but the deployment itself was asked.
    assert all(request.target.startswith("/") for request in server.received)


def test_nobody_there(impatient: None) -> None:
    with closedPort() as url, pytest.raises(TaskclusterConnectionError, match="no connection"):
        fetchDeployment(url)


def test_no_address() -> None:
    with pytest.raises(InvalidCall, match="rootUrl must be an address"):
        fetchDeployment("tc.example.com")


def test_passing_failures_are_tried_again(impatient: None) -> None:
    busy = [respond(b"", 503), respond(b"", 429)]
    lock = threading.Lock()

    def sometimes(connection: Connection, received: Received) -> None:
        with lock:
            behave = busy.pop() if busy else respond(TINY[THING])
        behave(connection, received)

    with serving(TINY, {THING: sometimes}) as server:
        assert fetchDeployment(server.url) == {**served(TINY, server.url), THING: TINY[THING]}
    assert busy == []


def test_a_document_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_DOCUMENT_BYTES", 1000)
    with (
        serving(TINY, {THING: respond(b" " * 1001)}) as server,
        pytest.raises(UnexpectedResponse, match="more than 1000 bytes"),
    ):
        fetchDeployment(server.url)


def test_all_documents_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 2000)
    large = respond({**TINY[THING], "description": "x" * 800})  # type: ignore[dict-item]  # an object
    part = respond({**TINY[PART], "description": "x" * 800})  # type: ignore[dict-item]  # as well
    with (
        serving(TINY, {THING: large, PART: part}) as server,
        pytest.raises(UnexpectedResponse, match="more than 2000 bytes came in all"),
    ):
        fetchDeployment(server.url)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (b"[" * 100_000, "is no JSON"),
        (b"[" * 80 + b"]" * 80, "is nested in more than 64 levels"),
        (b'{"minimum": 1e999}', "#/minimum: is no number of JSON"),
        (b'{"minimum": NaN}', "#/minimum: is no number of JSON"),
        (rb'{"title": "\ud800"}', "#/title: has half of a surrogate pair"),
        (b'{"minimum": ' + b"9" * 5000 + b"}", "is no JSON"),
        (b'{"title": "\xff"}', "is no JSON"),
    ],
)
def test_what_only_some_parsers_take_is_refused(
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
def test_an_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    bomb = gzip.compress(gzip.compress(b" " * 10_000_000))
    special = respond(bomb, 200, {"content-encoding": encoding})
    with (
        serving(TINY, {THING: special}) as server,
        pytest.raises(UnexpectedResponse, match="though that was not asked for"),
    ):
        fetchDeployment(server.url)
    assert all(it.headers["accept-encoding"] == "identity" for it in server.received)


def test_all_of_it_ends_in_time(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_SECONDS", 0)
    with (
        serving(TINY) as server,
        pytest.raises(TaskclusterTimeout, match="the whole took more than 0 s"),
    ):
        fetchDeployment(server.url)


def test_documents_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_DOCUMENTS", 3)
    with (
        serving(TINY) as server,
        pytest.raises(UnexpectedResponse, match="more than 3 documents"),
    ):
        fetchDeployment(server.url)


def test_a_trickle_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DEFAULTS, {"timeout": 0.2, "retries": 0})
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 999999\r\n\r\n"
    with (
        loopback(trickle(head)) as server,
        pytest.raises(TaskclusterTimeout, match=r"within 0\.2 s"),
    ):
        fetchDeployment(server.url)


# What this package adds


def test_a_deployment_with_this_contract_has_no_differences() -> None:
    with serving(ours()) as server:
        found = deploymentContract(server.url)
    assert compareContracts(bundledContract(), found) == []
    assert compareContracts(found, bundledContract()) == []


def test_notes_leave_facts_as_they_are() -> None:
    bare = ours()
    noted = applyOverlay(bare)
    for path, value in bare.items():
        assert unnoted(value, noted[path]) == value


def unnoted(original: Json, noted: Json) -> Json:
    """Without the members that only came with the notes."""
    if isinstance(original, Mapping) and isinstance(noted, Mapping):
        notes = noted.keys() - original.keys()
        assert all(note == "title" or note.startswith("x-") for note in notes)
        return {key: unnoted(value, noted[key]) for key, value in original.items()}
    if isinstance(original, list) and isinstance(noted, list):
        return [unnoted(*pair) for pair in zip(original, noted, strict=True)]
    return noted


def test_a_contract_that_says_all_by_itself_stays_as_it_is() -> None:
    files = readFiles(SCHEMAS)
    assert applyOverlay(files) == files


def test_an_unknown_service_stays_as_it_is() -> None:
    noted = applyOverlay(TINY)
    assert {path: noted[path] for path in TINY} == TINY
    assert {service.name for service in contractOf(noted).services} == {"built-in", "tiny"}


def test_what_is_no_contract_says_where() -> None:
    with pytest.raises(ContractError, match=r"exchanges.json#: describes the same as"):
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
def test_proxy_variables_that_do_not_concern_it(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with serving(TINY) as server:
        assert len(fetchDeployment(server.url)) == len(TINY)


@pytest.mark.parametrize("address", ["socks4://127.0.0.1:9", "foo://x", "http://[::1", "http://:0"])
@pytest.mark.parametrize("name", ["ALL_PROXY", "HTTP_PROXY"])
def test_a_proxy_that_is_not_spoken_is_refused_as_by_a_client(
    name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, address)
    with pytest.raises(InvalidCall, match="the proxy that the environment asks for") as ours:
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
