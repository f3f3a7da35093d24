"""Responses and messages of older servers: releases 24 to 106, and some earlier ones."""

from __future__ import annotations

import csv
import importlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import cast
from urllib.parse import urldefrag, urljoin

import httpx
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel
from tests.compiler.releases import RELEASES, documentsOf
from tests.profiles import IS_LONG
from tests.wire.client_kinds import ServiceClients, compiledServices
from tests.wire.contract import ROOT, Expander, Json, Schema, SchemaFile, schemaFiles
from tests.wire.from_schema import from_schema
from tests.wire.test_messages import MESSAGES
from tests.wire.test_recordings import RECORDINGS, SERVICES, content
from tests.wire.test_schemas import FORMATS, generated, plain, same

from tc_typed import Hooks, Queue, UnexpectedResponse, bindingFor
from tc_typed.core.decode import decode
from tc_typed.core.events import ServiceEvents
from tc_typed.core.models.decoder import Decoder
from tc_typed.core.operation import Operation
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.version import OLDEST_TASKCLUSTER_RELEASE
from tc_typed.hooks import NoTask, TriggeredTask
from tc_typed.legacy.queue import Queue as LegacyQueue
from tc_typed.queue import GetArtifactResponse, ListTaskGroupResponse, Task

SINCE = ROOT.parent / "shared" / "reference" / "taskcluster" / "since.tsv"
needsSince = pytest.mark.skipif(not SINCE.is_file(), reason="since.tsv is not available")
needsRecordings = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason="the recordings are not available"
)

FEW = settings(max_examples=30 if IS_LONG else 4, suppress_health_check=[HealthCheck.too_slow])
LEGACY = {it.sync.serviceName: it for it in compiledServices("tc_typed.legacy")}
FILES = {urldefrag(file.id).url: file for file in schemaFiles()["tc_typed"]}

TASK_ID = "fN1SbArXTPSVFUUvaOlinQ"
TIME = "2019-06-01T00:00:00.000Z"

STATUS: dict[str, Json] = {
    "taskId": TASK_ID,
    "provisionerId": "proj",
    "workerType": "linux",
    "schedulerId": "-",
    "taskGroupId": TASK_ID,
    "deadline": TIME,
    "expires": TIME,
    "retriesLeft": 5,
    "state": "pending",
    "runs": [],
}

TASK: dict[str, Json] = {
    "provisionerId": "proj",
    "workerType": "linux",
    "schedulerId": "-",
    "taskGroupId": TASK_ID,
    "routes": [],
    "priority": "normal",
    "retries": 5,
    "created": TIME,
    "deadline": TIME,
    "scopes": [],
    "payload": {},
    "tags": {},
    "extra": {},
    "metadata": {"name": "n", "description": "d", "owner": "a@example.com", "source": "x"},
}


@dataclass(frozen=True)
class LaterProperty:
    """A property that a release made required."""

    schema: str
    where: str
    release: int

    @property
    def name(self) -> str:
        return self.where.rpartition("/")[2]


@cache
def laterProperties() -> Sequence[LaterProperty]:
    """Return the properties that releases made required, from since.tsv."""
    with SINCE.open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return [
            LaterProperty(row["schema"], row["where"], int(row["required since"])) for row in rows
        ]


def thresholds() -> list[int]:
    """Return the oldest release, and each release after which something changed."""
    if not SINCE.is_file():
        return []
    return sorted({OLDEST_TASKCLUSTER_RELEASE, *(later.release - 1 for later in laterProperties())})


# The contract


@needsSince
def test_the_contract_marks_properties_with_their_release() -> None:
    ours = {
        (url, name, release)
        for url, file in FILES.items()
        for name, release in marks(file.content)
        if release >= OLDEST_TASKCLUSTER_RELEASE
    }
    # since.tsv lists properties of complete responses; this one is in a branch of a union.
    ours.remove(("/schemas/hooks/v1/trigger-hook-response.json", "taskId", 42))
    # A list of worker types contains the responses of getWorkerType.
    theirs = {(it.schema, it.name, it.release) for it in laterProperties()}
    theirs.remove(("/schemas/queue/v1/list-workertypes-response.json", "taskQueueId", 41))
    assert ours == theirs


def marks(node: Json) -> Iterator[tuple[str, int]]:
    """Yield the names of all marked properties with the release that added them."""
    if isinstance(node, dict):
        properties = node.get("properties")
        for name, schema in properties.items() if isinstance(properties, dict) else ():
            if isinstance(schema, dict) and isinstance(release := schema.get("x-since"), int):
                yield name, release
        for value in node.values():
            yield from marks(value)
    if isinstance(node, list):
        for item in node:
            yield from marks(item)


# Recordings, without properties that a release did not send yet


@dataclass(frozen=True)
class OlderResponse:
    """A current response as an older release sends it, and the expected parsed value."""

    sent: Json
    read: Json


class OlderRelease:
    """Removes properties from a response that a release did not send yet."""

    def __init__(self, number: int) -> None:
        self._later = {(it.schema, it.name) for it in laterProperties() if it.release > number}

    def response(self, url: str, value: Json) -> OlderResponse:
        return self._older(url, FILES[url].content, value)

    def _older(self, url: str, node: Schema, value: Json) -> OlderResponse:
        while isinstance(reference := node.get("$ref"), str):
            url, pointer = urldefrag(urljoin(url, reference))
            node = schemaAt(FILES[url].content, pointer)
        for key in ("oneOf", "anyOf", "allOf"):
            for branch in cast("list[Schema]", node.get(key, [])):
                found = self._older(url, branch, value)
                if found.sent != value:
                    return found
        if isinstance(value, list) and isinstance(items := node.get("items"), dict):
            each = [self._older(url, items, item) for item in value]
            return OlderResponse([it.sent for it in each], [it.read for it in each])
        properties = node.get("properties")
        if not isinstance(value, dict) or not isinstance(properties, dict):
            return OlderResponse(value, value)
        sent: dict[str, Json] = {}
        read: dict[str, Json] = {}
        for name, member in value.items():
            if (url, name) in self._later:
                read |= expectedDerived(value, name)
                continue
            schema = properties.get(name, {})
            assert isinstance(schema, dict)
            found = self._older(url, schema, member)
            sent[name], read[name] = found.sent, found.read
        return OlderResponse(sent, read)


def expectedDerived(value: Mapping[str, Json], name: str) -> dict[str, Json]:
    """Return the derived value of a missing property, by name; empty if it stays absent."""
    match name:
        case "taskQueueId":
            return {name: f"{value['provisionerId']}/{value['workerType']}"}
        case "projectId":
            return {name: "none"}
        case "schedulerId" if value["tasks"]:
            return {name: value[name]}  # derived from the tasks of the group
        case _:
            return {}


def schemaAt(content: Schema, pointer: str) -> Schema:
    node: Json = content
    for part in filter(None, pointer.split("/")):
        assert isinstance(node, dict)
        node = node[part]
    assert isinstance(node, dict)
    return node


def outputs(kind: str, key: str, member: str) -> dict[tuple[str, str], str]:
    """Return the schema of each method's response, or of each exchange's messages."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted((ROOT / "schemas").glob(f"*/v1/{kind}.json")):
        reference = json.loads(path.read_text())
        for entry in reference["entries"]:
            service = reference["serviceName"]
            if schema := entry.get(member):
                name = reference.get("exchangePrefix", "") + entry[key]
                found[service, name] = urldefrag(urljoin(f"/schemas/{service}/", schema)).url
    return found


@needsSince
@needsRecordings
@pytest.mark.parametrize("number", thresholds())
def test_responses_of_a_release_are_parsed(number: int) -> None:
    release, changed = OlderRelease(number), 0
    responses = outputs("api", "name", "output")
    for path in sorted(RECORDINGS.glob("*.json")):
        for recording in json.loads(path.read_text()):
            url = responses.get((path.stem, recording["method"]))
            if url is None or recording["status"] >= 400:
                continue
            older = release.response(url, recording["response"])
            changed += older.sent != recording["response"]
            body = content({**recording, "response": older.sent})  # type: ignore[typeddict-item]  # JSON
            for service in (SERVICES, LEGACY):
                operation = operationOf(service, path.stem, recording["method"])
                if operation is not None:
                    raw = RawResponse(recording["status"], recording["headers"], body)
                    response = decode(operation, raw)
                    assert same(older.read, json.loads(operation.decoder.dump_json(response)))
    assert changed


def operationOf(
    services: Mapping[str, ServiceClients], service: str, method: str
) -> Operation | None:
    return services[service].operations.get(method) if service in services else None


@needsSince
@needsRecordings
@pytest.mark.parametrize("number", thresholds())
def test_messages_of_a_release_are_parsed(number: int) -> None:
    release, changed = OlderRelease(number), 0
    schemas = outputs("exchanges", "exchange", "schema")
    for message in MESSAGES.values():
        service = message["exchange"].split("/")[1].removeprefix("taskcluster-")
        older = release.response(schemas[service, message["exchange"]], message["payload"])
        changed += older.sent != message["payload"]
        parsed = bindingFor(message["exchange"]).parseMessage(json.dumps(older.sent))
        assert isinstance(parsed, BaseModel)
        assert same(older.read, json.loads(parsed.model_dump_json()))
    assert changed or number > 67


# Everything that the schemas of a release allow


@pytest.mark.slow
@pytest.mark.parametrize(("number", "newer"), [*pairwise(RELEASES)])
def test_everything_that_a_release_can_send_is_parsed(number: int, newer: int) -> None:
    """Test schemas that the next release changed; test_schemas covers the current ones."""
    known = publishedSchemas(newer)
    checked: set[tuple[str, str]] = set()
    for method, schema in publishedSchemas(number).items():
        found = decoderOf(*method)
        if found is not None and known.get(method) != schema:
            kind, adapter = found
            # Many methods and exchanges send the same, such as the status of a task.
            if (pair := (repr(kind), json.dumps(schema))) not in checked:
                checked.add(pair)
                checkParsing(adapter, schema)


def test_many_schemas_changed_between_releases() -> None:
    changed = {
        (json.dumps(schema, sort_keys=True), method)
        for number, newer in pairwise(RELEASES)
        for method, schema in publishedSchemas(number).items()
        if decoderOf(*method) is not None and publishedSchemas(newer).get(method) != schema
    }
    assert len(changed) > 80


@cache
def publishedSchemas(number: int) -> dict[tuple[str, str], Schema]:
    """Return the schemas of responses and of messages, without references."""
    documents = documentsOf(number)
    files = [
        SchemaFile(document["$id"], "", "", "", cast("Schema", document))
        for path, document in documents.items()
        if path.startswith("schemas/") and isinstance(document, dict)
        if isinstance(document["$id"], str)
    ]
    expander = Expander(files)
    byUrl = {urldefrag(file.id).url: file for file in files}
    found: dict[tuple[str, str], Schema] = {}
    for path, document in documents.items():
        if path.endswith(("/api.json", "/exchanges.json")):
            reference = cast("dict[str, list[dict[str, str]]]", document)
            service = str(reference["serviceName"])
            for entry in reference["entries"]:
                if output := entry.get("output", entry.get("schema")):
                    url = urldefrag(urljoin(f"/schemas/{service}/", output)).url
                    found[service, entry["name"]] = expander.schema(byUrl[url])
    return found


def decoderOf(service: str, name: str) -> tuple[object, Decoder[object]] | None:
    """Return what a method or exchange sends and its decoder, or `None` if that was removed."""
    if service in SERVICES and name in SERVICES[service].operations:
        operation = SERVICES[service].operations[name]
        return operation.result, operation.decoder
    try:
        module = importlib.import_module(f"tc_typed.{service.replace('-', '_')}.events")
    except ModuleNotFoundError:
        return None
    [events] = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, ServiceEvents) and kind is not ServiceEvents
    ]
    exchange = events.exchanges.get(name)
    return None if exchange is None else (exchange.message, exchange.decoder)


def checkParsing(adapter: Decoder[object], schema: Schema) -> None:
    accepts = jsonschema.Draft6Validator(schema, format_checker=FORMATS).is_valid  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # an untyped overload
    narrow = generated(schema)
    assert isinstance(narrow, dict)

    @FEW
    @given(from_schema(narrow).filter(lambda instance: accepts(instance) and plain(instance)))
    def check(instance: Json) -> None:
        dumped = json.loads(adapter.dump_json(adapter.validate_json(json.dumps(instance))))
        assert same(instance, withoutDerived(instance, dumped))

    check()


def withoutDerived(sent: Json, dumped: Json) -> Json:
    """Return a dump without derived properties, after checking their values."""
    if isinstance(sent, dict) and isinstance(dumped, dict):
        names = {"taskQueueId", "projectId", "schedulerId", "taskId"} & dumped.keys() - sent.keys()
        for name in names:
            assert dumped[name] == expectedIn(dumped, name)
        return {
            name: withoutDerived(sent.get(name), member)
            for name, member in dumped.items()
            if name not in names
        }
    if isinstance(sent, list) and isinstance(dumped, list):
        return [withoutDerived(*pair) for pair in zip(sent, dumped, strict=True)]
    return dumped


def expectedIn(dumped: dict[str, Json], name: str) -> Json:
    """Return the expected value of a derived property."""
    match dumped:
        case {"provisionerId": provisionerId, "workerType": workerType} if name == "taskQueueId":
            return f"{provisionerId}/{workerType}"
        case {"tasks": [{"status": {"schedulerId": schedulerId}}, *_]} if name == "schedulerId":
            return schedulerId
        case {"status": {"taskId": taskId}} if name == "taskId":
            return taskId
        case _:
            return "none" if name == "projectId" else None


# Single responses and messages


def serving(response: httpx.Response) -> httpx.Client:
    """Return an HTTP client that simulates a server with a constant response."""
    return httpx.Client(transport=httpx.MockTransport(lambda _: response))


def test_a_task_of_2016_is_parsed() -> None:
    task = Task.model_validate_json(json.dumps(TASK))
    assert task.taskQueueId == "proj/linux"
    with pytest.raises(AttributeError, match=r"this Task has no dependencies: .* release 8"):
        _ = task.dependencies
    assert same({**TASK, "taskQueueId": "proj/linux"}, json.loads(task.model_dump_json()))


@pytest.mark.parametrize("client", [Queue, LegacyQueue])
@pytest.mark.parametrize("tasks", [[{"status": STATUS, "task": TASK}], []], ids=["one", "none"])
def test_the_scheduler_of_a_group_is_derived_from_its_tasks(
    client: type[Queue | LegacyQueue], tasks: Json
) -> None:
    http = serving(httpx.Response(200, json={"taskGroupId": TASK_ID, "tasks": tasks}))
    group = client(rootUrl="https://tc.example.com", httpClient=http).listTaskGroup(TASK_ID)
    assert isinstance(group, ListTaskGroupResponse)
    assert getattr(group, "schedulerId", None) == ("-" if tasks else None)
    with pytest.raises(AttributeError, match=r"no expires: .* release 48"):
        _ = group.expires


@pytest.mark.parametrize(
    ("exchange", "more", "kind"),
    [
        ("push", {}, "github-push"),
        ("pull-request", {"action": "opened"}, "github-pull-request"),
        ("release", {}, "github-release"),
    ],
)
def test_a_github_message_of_2016_is_parsed(
    exchange: str, more: dict[str, Json], kind: str
) -> None:
    message = {"version": 1, "organization": "o", "repository": "r", "details": {"a": 1}, **more}
    binding = bindingFor(f"exchange/taskcluster-github/v1/{exchange}")
    parsed = binding.parseMessage(json.dumps(message))
    assert isinstance(parsed, BaseModel)
    assert parsed.model_dump() == {**message, "tasks_for": kind}


@pytest.mark.parametrize("name", ["task-defined", "task-pending", "task-completed"])
def test_a_queue_message_of_2016_is_parsed(name: str) -> None:
    more: dict[str, Json] = {"runId": 0, "workerGroup": "g", "workerId": "w"}
    message = {"version": 1, "status": STATUS, **more}
    parsed = bindingFor(f"exchange/taskcluster-queue/v1/{name}").parseMessage(message)
    assert isinstance(parsed, BaseModel)
    status = {**STATUS, "taskQueueId": "proj/linux", "projectId": "none"}
    assert same({**message, "status": status}, json.loads(parsed.model_dump_json()))


def test_only_an_empty_object_means_that_a_hook_created_no_task() -> None:
    def triggered(body: Json) -> object:
        http = serving(httpx.Response(200, json=body))
        return Hooks(rootUrl="https://tc.example.com", httpClient=http).triggerHook("g", "h", {})

    assert triggered({}) == NoTask()
    statuses: list[Json] = [STATUS, {"taskId": TASK_ID}]
    for status in statuses:
        older = triggered({"status": status})
        assert isinstance(older, TriggeredTask)
        assert older.taskId == TASK_ID
        assert same({"status": status, "taskId": TASK_ID}, json.loads(older.model_dump_json()))
    other: list[Json] = [{"status": {}}, {"task": TASK_ID}, {"taskId": None}, {"status": None}]
    for body in other:
        with pytest.raises(UnexpectedResponse, match="taskId"):
            triggered(body)
    with pytest.raises(UnexpectedResponse, match=r"a\\nb\\x1b: Extra inputs"):
        triggered({"a\nb\x1b": 1})


def test_an_error_only_names_missing_properties() -> None:
    """It mentions neither failed derivations nor the validation of absent values."""
    lacking = {name: value for name, value in STATUS.items() if name != "workerType"}
    http = serving(httpx.Response(200, json={"status": lacking}))
    with pytest.raises(UnexpectedResponse) as caught:
        Queue(rootUrl="https://tc.example.com", httpClient=http).status(TASK_ID)
    assert caught.value.reason.endswith("the contract: status.workerType: Field required")
    http = serving(httpx.Response(200, json={"newer": 1}))
    with pytest.raises(
        UnexpectedResponse, match=r": taskId: Field required; newer: .*\(as NoTask\)"
    ):
        Hooks(rootUrl="https://tc.example.com", httpClient=http).triggerHook("g", "h", {})


@pytest.mark.parametrize("client", [Queue, LegacyQueue])
def test_the_url_of_an_artifact_is_read_from_headers(client: type[Queue | LegacyQueue]) -> None:
    """Up to release 40, `getArtifact` returns a redirect without JSON."""
    url = "https://bucket.example.com/a?signature=s"
    storage = {"x-taskcluster-artifact-storage-type": "s3"}
    http = serving(httpx.Response(303, text="See", headers={"location": url, **storage}))
    queue = client(rootUrl="https://tc.example.com", httpClient=http)
    for response in (
        queue.getArtifact(TASK_ID, "0", "public/a"),
        queue.getLatestArtifact(TASK_ID, "public/a"),
    ):
        assert response == GetArtifactResponse(storageType="s3", url=url)
    current = {"storageType": "object", "url": "https://other.example.com"}
    for http in (
        serving(httpx.Response(303, json=current, headers={"location": url, **storage})),
        serving(httpx.Response(303, content=json.dumps(current).encode())),
    ):
        queue = client(rootUrl="https://tc.example.com", httpClient=http)
        assert queue.getLatestArtifact(TASK_ID, "a") == GetArtifactResponse.model_validate(current)
    http = serving(httpx.Response(303, text="See", headers=storage))
    queue = client(rootUrl="https://tc.example.com", httpClient=http)
    with pytest.raises(UnexpectedResponse, match="url: "):
        queue.getArtifact(TASK_ID, "0", "public/a")
