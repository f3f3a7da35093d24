"""What a deployment publishes, fetched over HTTP; and what this package adds to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping

import pytest
from tests.core.loopback import (
    Behaviour,
    Connection,
    Received,
    answer,
    closedPort,
    loopback,
    message,
    raw,
    trickle,
)

from tc_typed.compiler import fetch
from tc_typed.compiler.contract import ContractError, Json, contractOf, readFiles
from tc_typed.compiler.diff import compareContracts
from tc_typed.compiler.fetch import deploymentContract, fetchDeployment
from tc_typed.compiler.own import ownContract, withOwnNotes
from tc_typed.core.errors import (
    InvalidCall,
    ResourceNotFound,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterTimeout,
    UnexpectedResponse,
)

from .published import DEFAULTS, MANIFEST, SCHEMAS, impatient, ours, serving
from .tiny import api, entry, schema

__all__ = ["impatient"]

API = "references/tiny/v1/api.json"
THING = "schemas/tiny/v1/thing.json"
PART = "schemas/tiny/v1/part.json"
_TINY: dict[str, Json] = {
    MANIFEST: {"references": [f"/{API}", "/references/tiny/v1/metrics.json"]},
    API: api(entry("get", output="v1/thing.json#")),
    THING: schema("thing", properties={"part": {"$ref": "part.json#"}}),
    PART: schema("part", properties={}),
}
TINY: dict[str, Json] = json.loads(json.dumps(_TINY))


def test_what_is_named_is_fetched_and_nothing_else() -> None:
    unnamed = "schemas/tiny/v1/unnamed.json"
    with serving({**TINY, unnamed: schema("unnamed")}) as server:
        assert fetchDeployment(server.url) == TINY
        asked = [request.target for request in server.received]
    assert sorted(asked) == sorted(f"/{path}" for path in TINY)


def test_names_may_be_whole_addresses() -> None:
    files = dict(TINY)
    with serving(files) as server:
        files[MANIFEST] = {"references": [f"{server.url}/{API}"]}
        assert fetchDeployment(server.url + "/") == files


def test_what_nothing_names_is_looked_for_where_it_is_known() -> None:
    payload = "schemas/worker/v1/payload.json"
    files = {**TINY, payload: {"$id": f"/{payload}#", "type": "object"}}
    with serving(files) as server:
        assert fetchDeployment(server.url, [f"/{payload}", "/schemas/none.json"]) == files


def test_progress_is_told_document_by_document() -> None:
    told: list[tuple[int, int]] = []
    with serving(TINY) as server:
        fetchDeployment(server.url, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == [1, 2, 3, 4]
    assert all(done <= total for done, total in told)
    assert told[-1] == (4, 4)


HTML = answer(b"<!doctype html><title>Welcome</title>")


@pytest.mark.parametrize(
    ("special", "error", "text"),
    [
        ({MANIFEST: answer(b"gone", 404)}, ResourceNotFound, "error (404)"),
        ({MANIFEST: HTML}, UnexpectedResponse, "(text/html) is no JSON"),
        ({THING: HTML}, UnexpectedResponse, "(text/html) is no JSON"),
        ({MANIFEST: answer([1])}, UnexpectedResponse, "lists no references"),
        ({MANIFEST: answer({"references": 3})}, UnexpectedResponse, "lists no references"),
        ({PART: answer(b"", 404)}, ResourceNotFound, "part.json: error (404)"),
        (
            {MANIFEST: answer(b"", 302, {"location": "https://other.example.com/"})},
            UnexpectedResponse,
            "(302) leads to https://other.example.com/",
        ),
        (
            {MANIFEST: answer({"references": ["https://other.example.com/references/api.json"]})},
            UnexpectedResponse,
            "not of this deployment",
        ),
        (
            {API: answer(api(entry("get", output="../../../etc/passwd")))},
            UnexpectedResponse,
            "not of this deployment",
        ),
        ({THING: raw(message(200, b"{", length=9))}, TaskclusterConnectionError, "no answer"),
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
    with closedPort() as url, pytest.raises(TaskclusterConnectionError, match="no answer"):
        fetchDeployment(url)


def test_no_address() -> None:
    with pytest.raises(InvalidCall, match="rootUrl must be an address"):
        fetchDeployment("tc.example.com")


def test_passing_failures_are_tried_again(impatient: None) -> None:
    busy = [answer(b"", 503), answer(b"", 429)]
    lock = threading.Lock()

    def sometimes(connection: Connection, received: Received) -> None:
        with lock:
            behave = busy.pop() if busy else answer(TINY[THING])
        behave(connection, received)

    with serving(TINY, {THING: sometimes}) as server:
        assert fetchDeployment(server.url) == TINY
    assert busy == []


def test_a_document_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "LONGEST", 1000)
    with (
        serving(TINY, {THING: answer(b" " * 1001)}) as server,
        pytest.raises(UnexpectedResponse, match="more than 1000 bytes"),
    ):
        fetchDeployment(server.url)


def test_documents_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MOST", 3)
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
    assert compareContracts(ownContract(), found) == []
    assert compareContracts(found, ownContract()) == []


def test_notes_leave_facts_as_they_are() -> None:
    bare = ours()
    noted = withOwnNotes(bare)
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
    assert withOwnNotes(files) == files


def test_an_unknown_service_stays_as_it_is() -> None:
    noted = withOwnNotes(TINY)
    assert {path: noted[path] for path in TINY} == TINY
    assert {service.name for service in contractOf(noted).services} == {"built-in", "tiny"}


def test_what_is_no_contract_says_where() -> None:
    with pytest.raises(ContractError, match=r"exchanges.json#: describes the same as"):
        contractOf({"api.json": api(), "exchanges.json": api()})
