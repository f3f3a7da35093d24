"""Checks that are made of every call: routes, arguments, payloads, scopes, errors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue
from pydantic_core import to_json
from tests.testing.samples import definition, newDeployment, receivedCall, removeAnonymousRole

from tc_typed.auth import Auth
from tc_typed.core.errors import (
    InputError,
    InputValidationError,
    InsufficientScopes,
    InvalidRequestArguments,
    ResourceNotFound,
    TaskclusterRestFailure,
)
from tc_typed.core.signing.httpx_auth import HawkAuth
from tc_typed.credentials import Credentials
from tc_typed.index import InsertTaskRequest
from tc_typed.queue import ClaimWorkRequest, Queue, TasksRequest
from tc_typed.queue.operations import OPERATIONS
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster, sample
from tc_typed.testing.server.endpoint import Endpoint
from tc_typed.testing.server.numbers import withoutFractions


@pytest.fixture
def http(taskcluster: LocalTaskcluster) -> Iterator[httpx.Client]:
    """An httpx client that signs as root."""
    # Without TLS, the root certificates need not be loaded for each test.
    with httpx.Client(
        base_url=f"{taskcluster.rootUrl}/api/",
        auth=HawkAuth(taskcluster.credentials),
        headers={"content-type": "application/json"},
        verify=False,
    ) as client:
        yield client


def withScopes(taskcluster: LocalTaskcluster, *scopes: str) -> Queue:
    return taskcluster.client(Queue, scopes=scopes, retries=0)


# Routes


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "queue/v1/nothing"),
        ("GET", "queue/v2/ping"),
        ("GET", "queue/v1/ping//"),
        ("GET", "queue/v1/task/"),
        ("POST", "queue/v1/ping"),
    ],
)
def test_an_unknown_path_is_not_found(http: httpx.Client, method: str, path: str) -> None:
    response = http.request(method, path)
    assert (response.status_code, response.json()) == (404, {"error": "Not found"})


def test_a_slash_at_the_end_of_a_path_makes_no_difference(
    http: httpx.Client, taskcluster: LocalTaskcluster
) -> None:
    taskcluster.client(Queue).createTask(taskId := slugId(), definition())
    for path in [
        *("queue/v1/ping", "auth/v1/clients", "auth/v1/roles", "auth/v1/roles2"),
        *("index/v1/namespaces", f"queue/v1/task/{taskId}", f"queue/v1/task/{taskId}/status"),
    ]:
        plain, slash = http.get(path), http.get(f"{path}/")
        assert (plain.status_code, slash.status_code) == (200, 200), path
        if not path.endswith("ping"):  # It contains the uptime.
            assert plain.json() == slash.json()


def test_a_slash_at_the_end_of_an_artifact_name_belongs_to_it(http: httpx.Client) -> None:
    path = f"queue/v1/task/{slugId()}/artifacts/public/folder"
    for name in ("public/folder", "public/folder/"):
        given = http.get(path + name.removeprefix("public/folder")).json()["requestInfo"]["params"]
        assert given["name"] == name


def test_no_two_methods_have_the_same_path() -> None:
    for service in newDeployment().backend.services.values():
        routes = [
            (method, re.sub(r"{[^}]+}", "*", route.path))
            for operation in service.operations.values()
            for route in Endpoint(operation, lambda: newDeployment().backend).routes()
            for method in route.methods or ()
            if method != "HEAD"
        ]
        assert len({*routes}) == len(routes)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.floats(-1e15, 1e15),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
    | st.text('",.0[]{}\\1')
)
def test_integral_numbers_are_sent_as_integers(value: JsonValue) -> None:
    def noFloat(text: str) -> float:
        number = float(text)
        assert not number.is_integer() or "e" in text, text
        return number

    for text in (json.dumps(value), to_json(value).decode()):
        assert json.loads(withoutFractions(text), parse_float=noFloat) == json.loads(text)


def test_free_form_numbers_are_sent_like_a_real_server(
    http: httpx.Client, taskcluster: LocalTaskcluster
) -> None:
    taskcluster.client(Queue).createTask(
        taskId := slugId(), definition(payload={"a": 1.0, "b": "1.0"})
    )
    assert '"payload":{"a":1,"b":"1.0"}' in http.get(f"queue/v1/task/{taskId}").text
    indexed = sample(InsertTaskRequest, taskId=taskId, rank=1.0, expires="2100-01-01T00:00:00Z")
    stored = http.put("index/v1/task/a.b", content=indexed.model_dump_json())
    assert '"rank":1,' in stored.text


@pytest.mark.parametrize("path", ["", "unknown/v1/ping", "queues/v1/ping"])
def test_a_service_that_does_not_exist_is_a_page_that_is_not_found(
    http: httpx.Client, path: str
) -> None:
    response = http.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


def test_a_method_that_is_not_implemented_fails_with_its_name(
    taskcluster: LocalTaskcluster,
) -> None:
    with (
        Auth(taskcluster.options()) as auth,
        pytest.raises(TaskclusterRestFailure, match=r"does not implement auth\.sentryDSN") as info,
    ):
        auth.sentryDSN("project")
    assert (info.value.status_code, info.value.code) == (400, "NotImplemented")


def test_a_method_that_is_not_implemented_is_not_retried(taskcluster: LocalTaskcluster) -> None:
    with (
        Auth(taskcluster.options(), delayFactor=60, maxDelay=60) as patient,
        pytest.raises(TaskclusterRestFailure, match="NotImplemented"),
    ):
        patient.sentryDSN("project")


def test_every_handler_and_scope_rule_belongs_to_a_method() -> None:
    for service in newDeployment().backend.services.values():
        assert service.handlers.keys() <= service.operations.keys()
        assert service.scopeParams.keys() <= service.handlers.keys()


@pytest.mark.parametrize("name", ["public/a.log", "a/b%c d?e#f", "a;b/c;d=1", "a//b"])
def test_a_name_with_slashes_is_one_argument(taskcluster: LocalTaskcluster, name: str) -> None:
    with (
        withScopes(taskcluster, "queue:list-artifacts:*") as queue,
        pytest.raises(ResourceNotFound, match="artifactInfo") as info,
    ):
        queue.artifactInfo(slugId(), 0, name)
    request = info.value.requestInfo
    assert isinstance(request, dict)
    assert isinstance(request["params"], dict)
    assert request["params"]["name"] == name


def test_a_name_with_non_ascii_characters_is_rejected(taskcluster: LocalTaskcluster) -> None:
    with (
        withScopes(taskcluster, "queue:list-artifacts:*") as queue,
        pytest.raises(InvalidRequestArguments, match="ünïcode/✓"),
    ):
        queue.artifactInfo(slugId(), 0, "ünïcode/✓")


@pytest.mark.parametrize("clientId", ["a/b", "a;b", "a b", "a%2Fb", "ü"])
def test_arguments_are_decoded_and_checked(taskcluster: LocalTaskcluster, clientId: str) -> None:
    legal = clientId == "a/b"
    with (
        Auth(taskcluster.options(), retries=0) as auth,
        pytest.raises(ResourceNotFound if legal else InvalidRequestArguments) as info,
    ):
        auth.client(clientId)
    assert clientId in info.value.reason


def test_arguments_that_do_not_match_their_pattern_are_rejected(queue: Queue) -> None:
    with pytest.raises(InvalidRequestArguments, match="taskId is 'bad'"):
        queue.task("bad")
    with pytest.raises(InvalidRequestArguments, match="taskQueueId is 'bad'"):
        queue.taskQueueCounts("bad")
    with pytest.raises(InvalidRequestArguments, match="runId is '-1'"):
        queue.reclaimTask(slugId(), -1)


@pytest.mark.parametrize(
    "limit", ["x", "-1", "0", "000", "", "1.5", "1&limit=y", "9" * 5000, "0" * 5000 + "1"]
)
def test_a_limit_must_be_a_positive_number(http: httpx.Client, limit: str) -> None:
    response = http.get(f"auth/v1/clients/?limit={limit}")
    assert response.status_code == 400
    assert response.json()["code"] == "InvalidRequestArguments"


def test_an_unknown_query_parameter_is_rejected(http: httpx.Client) -> None:
    response = http.get("auth/v1/clients/?colour=green")
    assert response.status_code == 400
    assert "'colour'" in response.json()["message"]


# Payloads


def test_a_payload_that_is_not_json_is_rejected(http: httpx.Client) -> None:
    for content in (b"{not json", b"\xff"):
        response = http.post("queue/v1/tasks", content=content)
        assert response.status_code == 400
        assert response.json()["code"] == "MalformedPayload"
        assert response.json()["requestInfo"]["payload"] == content.decode(errors="replace")


@pytest.mark.parametrize("depth", [*range(900, 1000, 5), 100_000])
def test_a_payload_of_any_depth_gets_a_response(http: httpx.Client, depth: int) -> None:
    content = b"[" * depth + b"]" * depth
    response = http.post("queue/v1/tasks", content=content)
    assert response.status_code == 400
    assert response.text.startswith(
        ('{"code":"MalformedPayload"', '{"code":"InputValidationError"')
    )


def test_nan_is_not_valid_json(http: httpx.Client) -> None:
    content = b'{"taskIds": NaN}'
    response = http.post("queue/v1/tasks", content=content)
    assert response.status_code == 400
    assert response.json()["requestInfo"]["payload"] == content.decode()


def test_every_mismatch_of_a_payload_is_listed(http: httpx.Client) -> None:
    payload = {"workerId": "", "tasks": 33, "colour": "green"}
    response = http.post("queue/v1/claim-work/provisioner%2Fworker", json=payload)
    assert response.status_code == 400
    body = response.json()
    assert body["code"] == "InputValidationError"
    for field in ("workerGroup", "workerId", "tasks", "colour"):
        assert f"\n  * data/{field}: " in body["message"]
    assert body["requestInfo"]["payload"] == payload


@pytest.mark.parametrize(
    ("contentType", "isJson"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ("Application/JSON;charset=UTF-8", True),
        ("text/plain", False),
        ("application/x-json", False),
        ("application/jsonp", False),
        ("", False),
    ],
)
def test_the_content_type_decides_whether_a_payload_is_json(
    http: httpx.Client,
    contentType: str,
    isJson: bool,  # noqa: FBT001  # parametrized
) -> None:
    response = http.post("queue/v1/tasks", headers={"content-type": contentType})
    assert response.json().get("code") == (None if isJson else "MalformedPayload")


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("POST", "auth/v1/scopes/expand", "AuthenticationFailed"),
        ("PUT", "queue/v1/task/f0YyWi8ASDm4CLE2sPqGCw", "MalformedPayload"),
    ],
)
def test_a_body_of_another_type_is_not_read(
    http: httpx.Client, method: str, path: str, code: str
) -> None:
    """Its hash then does not match, which is an error if scopes are checked before payloads."""
    headers = {"content-type": "application/octet-stream"}
    response = http.request(method, path, content=b"{}", headers=headers)
    assert response.json()["code"] == code
    assert response.json()["requestInfo"]["payload"] == {}


@pytest.mark.parametrize("content", ["null", "1", '"x"', "true"])
@pytest.mark.parametrize("path", ["queue/v1/tasks", "auth/v1/scopes/expand"])
def test_a_payload_that_is_neither_object_nor_array_is_rejected(
    http: httpx.Client, path: str, content: str
) -> None:
    response = http.post(path, content=content)
    assert (response.status_code, response.json()["code"]) == (400, "MalformedPayload")


def test_a_missing_payload_counts_as_an_empty_object(http: httpx.Client) -> None:
    assert http.post("queue/v1/tasks").json() == {"tasks": []}
    assert http.post("queue/v1/claim-work/a%2Fb").json()["code"] == "InputValidationError"


def test_a_payload_with_a_field_of_the_wrong_type_is_rejected(http: httpx.Client) -> None:
    response = http.put(
        f"queue/v1/task/{slugId()}", json={**definition().model_dump(mode="json"), "payload": []}
    )
    assert response.json()["code"] == "InputValidationError"
    assert "data/payload" in response.json()["message"]


# Errors


def test_an_error_contains_details_of_the_request(http: httpx.Client) -> None:
    taskId = slugId()
    response = http.get(f"queue/v1/task/{taskId}")
    assert response.status_code == 404
    body = response.json()
    time = body["requestInfo"]["time"]
    assert body["code"] == "ResourceNotFound"
    assert body["requestInfo"] == {
        "method": "task",
        "params": {"taskId": taskId},
        "payload": {},
        "time": time,
    }
    assert body["message"].split("\n\n---\n\n")[1].splitlines() == [
        "* method:     task",
        "* errorCode:  ResourceNotFound",
        "* statusCode: 404",
        f"* time:       {time}",
    ]


def test_a_bug_is_an_internal_error_and_logged(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("tc_typed.testing.services.queue.state.QueueState.taskQueueCounts", fail)
    with pytest.raises(TaskclusterRestFailure, match="internal error, incident") as info:
        queue.taskQueueCounts("a/b")
    assert info.value.status_code == 500
    assert "ZeroDivisionError: a bug" in caplog.text


# Scopes


@pytest.mark.parametrize(
    ("missing", "reported"),
    [
        ("secrets:get:x", "secrets:get:x"),
        ("queue:route:r", "queue:route:r"),
        ("queue:create-task:project:p", "queue:create-task:project:p"),
        ("queue:scheduler-id:s", "queue:scheduler-id:s"),
        ("queue:create-task:high:a/b", "queue:create-task:highest:a/b"),
    ],
)
def test_creating_a_task_needs_scopes_for_each_part_of_its_definition(
    taskcluster: LocalTaskcluster, missing: str, reported: str
) -> None:
    needed = [
        "secrets:get:x",
        "queue:route:r",
        "queue:create-task:project:p",
        "queue:scheduler-id:s",
        "queue:create-task:high:a/b",
    ]
    task = definition(
        taskQueueId="a/b",
        scopes=["secrets:get:x"],
        routes=["r"],
        projectId="p",
        schedulerId="s",
        priority="medium",
    )
    with withScopes(taskcluster, *needed) as queue:
        assert queue.createTask(slugId(), task).status.state == "pending"
    others = [scope for scope in needed if scope != missing]
    with withScopes(taskcluster, *others) as queue, pytest.raises(InsufficientScopes) as info:
        queue.createTask(slugId(), task)
    lacking, everything = info.value.reason.split("needs credentials")
    assert reported in lacking
    assert all(scope not in lacking for scope in others)
    assert all(scope in everything for scope in needed)


def test_the_scope_of_a_low_priority_does_not_allow_a_higher_one(
    taskcluster: LocalTaskcluster,
) -> None:
    scopes = ["queue:create-task:low:a/b", "queue:create-task:project:*", "queue:scheduler-id:*"]
    with withScopes(taskcluster, *scopes) as queue:
        for priority in ("lowest", "very-low", "low"):
            queue.createTask(slugId(), definition(taskQueueId="a/b", priority=priority))
        with pytest.raises(InsufficientScopes):
            queue.createTask(slugId(), definition(taskQueueId="a/b", priority="medium"))


def test_scopes_depend_on_the_stored_task(queue: Queue, taskcluster: LocalTaskcluster) -> None:
    taskId, group = slugId(), slugId()
    queue.createTask(taskId, definition(taskGroupId=group, schedulerId="s", projectId="p"))
    for scopes in (
        [f"queue:cancel-task:s/{group}/{taskId}"],
        ["queue:cancel-task-in-project:p"],
        ["queue:cancel-task", f"assume:scheduler-id:s/{group}"],
    ):
        with withScopes(taskcluster, *scopes) as allowed:
            allowed.cancelTask(taskId)
    with withScopes(taskcluster, "queue:cancel-task", "queue:cancel-task:-/*") as other:
        with pytest.raises(InsufficientScopes):
            other.cancelTask(taskId)
        with pytest.raises(ResourceNotFound):
            other.cancelTask(slugId())


@pytest.fixture
def private(local: LocalTaskcluster) -> LocalTaskcluster:
    """A local Taskcluster in which callers have only their own scopes."""
    removeAnonymousRole(local)
    return local


def test_reading_many_tasks_needs_scopes_for_each(private: LocalTaskcluster) -> None:
    first, second = sorted(slugId() for _ in range(2))
    with Queue(private.options(), retries=0) as queue:
        for taskId in (first, second):
            queue.createTask(taskId, definition())
    with withScopes(private, f"queue:status:{first}") as reader:
        assert len(reader.statuses(TasksRequest(taskIds=[first])).statuses) == 1
        with pytest.raises(InsufficientScopes, match=f"queue:status:{second}"):
            reader.statuses(TasksRequest(taskIds=[first, second]))
    with Queue(private.options(), retries=0) as queue:
        page = queue.statuses(TasksRequest(taskIds=[second, slugId(), first]), limit=1)
        assert [item.taskId for item in page.statuses] == [first]
        both = queue.iterStatuses(TasksRequest(taskIds=[second, first]), limit=1)
        assert [item.taskId for item in both] == [first, second]


def test_scopes_are_checked_before_tasks_and_payloads(private: LocalTaskcluster) -> None:
    with withScopes(private) as queue:
        with pytest.raises(InsufficientScopes):
            queue.task(slugId())
        with pytest.raises(InsufficientScopes, match="queue:worker-id:g/w"):
            queue.claimWork("a/b", ClaimWorkRequest(workerGroup="g", workerId="w", tasks=1))


def test_ping_accepts_any_caller(taskcluster: LocalTaskcluster) -> None:
    unknown = Credentials("unknown", "x")
    with Queue(rootUrl=taskcluster.rootUrl, credentials=unknown) as queue:
        assert queue.ping().alive
    with Auth(rootUrl=taskcluster.rootUrl) as auth:
        assert auth.ping().uptime > 0


def test_a_handler_gets_the_payload_that_it_expects() -> None:
    call = receivedCall(OPERATIONS["ping"], {}, None)
    with pytest.raises(TypeError, match=r"queue\.ping has no payload of type ClaimWorkRequest"):
        call.body(ClaimWorkRequest)


# Methods of the queue that need tests over HTTP


def test_a_task_from_its_creation_to_its_end(queue: Queue) -> None:
    taskId, dependent = slugId(), slugId()
    task = definition(taskQueueId="whole/life", taskGroupId=taskId)
    after = definition(taskQueueId="whole/life", taskGroupId=taskId, dependencies=[taskId])
    assert queue.createTask(taskId, task).status.state == "pending"
    assert queue.createTask(dependent, after).status.state == "unscheduled"
    assert queue.createTask(dependent, after).status.state == "unscheduled"
    assert queue.task(taskId).metadata.name == "A task"
    assert queue.taskQueueCounts("whole/life").pendingTasks == 1

    [claim] = queue.claimWork(
        "whole/life", ClaimWorkRequest(workerGroup="g", workerId="w", tasks=5)
    ).tasks
    assert claim.status.taskId == taskId
    assert queue.taskQueueCounts("whole/life").claimedTasks == 1
    assert queue.reportFailed(taskId, 0).status.state == "failed"
    assert queue.rerunTask(taskId).status.state == "pending"
    assert queue.scheduleTask(dependent).status.state == "pending"
    assert queue.cancelTask(dependent).status.state == "exception"

    assert queue.getTaskGroup(taskId).schedulerId == "-"
    listed = queue.iterTaskGroup(taskId, limit=1)
    assert [item.status.taskId for item in listed] == sorted([taskId, dependent])
    [item] = queue.listDependentTasks(taskId).tasks
    assert item.status.taskId == dependent
    with pytest.raises(InputError, match="continuationToken"):
        queue.listTaskGroup(taskId, continuationToken="x.y")


def test_responses_match_the_contract_exactly(queue: Queue, http: httpx.Client) -> None:
    """Null values and unknown fields are left out, and times have milliseconds."""
    taskId = slugId()
    created = queue.createTask(taskId, definition())
    response = http.get(f"queue/v1/task/{taskId}/status")
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.text == created.model_dump_json()
    [run] = response.json()["status"]["runs"]
    assert run.keys() == {"runId", "state", "reasonCreated", "scheduled"}
    assert len(run["scheduled"]) == len("2026-01-31T12:00:00.000Z")


def test_strict_payloads_are_checked_by_the_server_too(http: httpx.Client) -> None:
    response = http.post(
        f"queue/v1/task/{slugId()}/runs/0/exception", json={"reason": "bad weather"}
    )
    assert response.json()["code"] == InputValidationError.__name__


@pytest.mark.parametrize(
    "payload",
    [
        '{"secret": {"key": "hunter2"}',
        '[{"secret": {"key": "hunter2"}}]',
        '"hunter2"',
        '{"secret": {"key": "hunter2", "depth": ' + 5000 * "[" + 5000 * "]" + "}}",
        '{"secret": {"key": "hunter2"}, "expires": "never"}',
        '{"secret": {"key": "hunter2"}, "expires": "\\ud800"}',
    ],
    ids=["cut off", "array", "string", "nested", "wrong field", "half a character"],
)
def test_no_error_repeats_a_secret(http: httpx.Client, payload: str) -> None:
    response = http.put("secrets/v1/secret/name", content=payload)
    assert response.status_code == 400
    assert "hunter2" not in response.text


def test_errors_list_only_the_first_problems_of_a_payload(http: httpx.Client) -> None:
    task = definition().model_dump(mode="json") | {"scopes": ["ü"] * 1000}
    response = http.put(f"queue/v1/task/{slugId()}", json=task)
    assert response.status_code == 400
    message: str = response.json()["message"]
    assert "data/scopes/99:" in message
    assert "data/scopes/100:" not in message
    assert "  * 900 more\n" in message
