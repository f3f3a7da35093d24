"""What every call goes through: routes, arguments, payloads, scopes, errors."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from tests.testing.conftest import Clock
from tests.testing.samples import definition, issueNothing

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
from tc_typed.queue import ClaimWorkRequest, Queue
from tc_typed.queue.operations import OPERATIONS
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster, queue_service
from tc_typed.testing.authentication import ANONYMOUS
from tc_typed.testing.hawk import SignedRequest
from tc_typed.testing.queue_state import QueueState
from tc_typed.testing.service import ReceivedCall


@pytest.fixture
def http(taskcluster: LocalTaskcluster) -> Iterator[httpx.Client]:
    """An httpx client that signs as root."""
    # Without TLS there is no need to read all root certificates for each test.
    with httpx.Client(
        base_url=f"{taskcluster.rootUrl}/api/",
        auth=HawkAuth(taskcluster.credentials),
        headers={"content-type": "application/json"},
        verify=False,
    ) as client:
        yield client


def withScopes(taskcluster: LocalTaskcluster, *scopes: str) -> Queue:
    credentials = taskcluster.createClient(f"test/{slugId()}", scopes)
    return Queue(rootUrl=taskcluster.rootUrl, credentials=credentials, retries=0)


# Routes


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "queue/v1/nothing"),
        ("GET", "queue/v2/ping"),
        ("GET", "queue/v1/ping/"),
        ("GET", "queue/v1/task/"),
        ("POST", "queue/v1/ping"),
        ("GET", "nobody/v1/ping"),
    ],
)
def test_an_unknown_path_is_not_found(http: httpx.Client, method: str, path: str) -> None:
    response = http.request(method, path)
    assert (response.status_code, response.json()) == (404, {"error": "Not found"})


def test_a_method_that_is_not_there_yet_says_so(queue: Queue) -> None:
    with pytest.raises(
        TaskclusterRestFailure, match=r"does not have queue\.listTaskQueues"
    ) as info:
        queue.listTaskQueues()
    assert (info.value.status_code, info.value.code) == (400, "NotImplemented")


def test_a_method_that_is_not_there_yet_is_not_tried_again(taskcluster: LocalTaskcluster) -> None:
    with (
        Queue(taskcluster.options(), delayFactor=60, maxDelay=60) as patient,
        pytest.raises(TaskclusterRestFailure, match="NotImplemented"),
    ):
        patient.listTaskQueues()


def test_every_handler_and_scope_rule_is_of_a_method() -> None:
    clock = Clock()
    claimWait = queue_service.ClaimWait(0, clock, lambda: False)
    served = queue_service.queueService(QueueState(clock, issueNothing), claimWait)
    assert served.handlers.keys() <= OPERATIONS.keys()
    assert served.scopeParams.keys() <= served.handlers.keys()


@pytest.mark.parametrize("name", ["public/a.log", "a/b%c d?e#f", "a;b/c;d=1", "a//b"])
def test_a_name_with_slashes_is_one_argument(taskcluster: LocalTaskcluster, name: str) -> None:
    """No handler knows artifacts yet, but their route, arguments and signature must be right."""
    with (
        withScopes(taskcluster, "queue:list-artifacts:*") as queue,
        pytest.raises(TaskclusterRestFailure, match="artifactInfo") as info,
    ):
        queue.artifactInfo(slugId(), 0, name)
    assert info.value.code == "NotImplemented"
    request = info.value.requestInfo
    assert isinstance(request, dict)
    assert isinstance(request["params"], dict)
    assert request["params"]["name"] == name


def test_a_name_beyond_ascii_arrives_whole_and_is_refused(taskcluster: LocalTaskcluster) -> None:
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


def test_arguments_that_break_their_pattern_are_refused(queue: Queue) -> None:
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


def test_an_unknown_query_parameter_is_refused(http: httpx.Client) -> None:
    response = http.get("auth/v1/clients/?colour=green")
    assert response.status_code == 400
    assert "'colour'" in response.json()["message"]


# Payloads


def test_a_payload_that_is_no_json_is_refused(http: httpx.Client) -> None:
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


def test_a_number_that_json_does_not_have_is_refused(http: httpx.Client) -> None:
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
    for place in ("workerGroup", "workerId", "tasks", "colour"):
        assert f"\n  * data/{place}: " in body["message"]
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
def test_a_payload_is_json_by_its_content_type(
    http: httpx.Client,
    contentType: str,
    isJson: bool,  # noqa: FBT001  # a case
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
    """Its hash is then another, which shows where scopes do not depend on the payload."""
    headers = {"content-type": "application/octet-stream"}
    response = http.request(method, path, content=b"{}", headers=headers)
    assert response.json()["code"] == code
    assert response.json()["requestInfo"]["payload"] == {}


@pytest.mark.parametrize("content", ["null", "1", '"x"', "true"])
@pytest.mark.parametrize("path", ["queue/v1/tasks", "auth/v1/scopes/expand"])
def test_a_payload_that_is_neither_object_nor_array_is_refused(
    http: httpx.Client, path: str, content: str
) -> None:
    response = http.post(path, content=content)
    assert (response.status_code, response.json()["code"]) == (400, "MalformedPayload")


def test_no_payload_is_an_empty_one(http: httpx.Client) -> None:
    assert http.post("queue/v1/tasks").json() == {"tasks": []}
    assert http.post("queue/v1/claim-work/a%2Fb").json()["code"] == "InputValidationError"


def test_a_payload_of_another_type_is_refused(http: httpx.Client) -> None:
    response = http.put(
        f"queue/v1/task/{slugId()}", json={**definition().model_dump(mode="json"), "payload": []}
    )
    assert response.json()["code"] == "InputValidationError"
    assert "data/payload" in response.json()["message"]


# Errors


def test_an_error_says_what_was_asked(http: httpx.Client) -> None:
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

    monkeypatch.setattr("tc_typed.testing.queue_state.QueueState.taskQueueCounts", fail)
    with pytest.raises(TaskclusterRestFailure, match="internal error, incident") as info:
        queue.taskQueueCounts("a/b")
    assert info.value.status_code == 500
    assert "ZeroDivisionError: a bug" in caplog.text


# Scopes


@pytest.mark.parametrize(
    ("missing", "shown"),
    [
        ("secrets:get:x", "secrets:get:x"),
        ("queue:route:r", "queue:route:r"),
        ("queue:create-task:project:p", "queue:create-task:project:p"),
        ("queue:scheduler-id:s", "queue:scheduler-id:s"),
        ("queue:create-task:high:a/b", "queue:create-task:highest:a/b"),
    ],
)
def test_creating_a_task_needs_scopes_for_all_of_it(
    taskcluster: LocalTaskcluster, missing: str, shown: str
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
    assert shown in lacking
    assert all(scope not in lacking for scope in others)
    assert all(scope in everything for scope in needed)


def test_a_lower_priority_is_no_leave_for_a_higher_one(taskcluster: LocalTaskcluster) -> None:
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


def test_reading_many_tasks_needs_scopes_for_each(
    queue: Queue, taskcluster: LocalTaskcluster
) -> None:
    from tc_typed.queue import TasksRequest

    first, second = sorted(slugId() for _ in range(2))
    for taskId in (first, second):
        queue.createTask(taskId, definition())
    with withScopes(taskcluster, f"queue:status:{first}") as reader:
        assert len(reader.statuses(TasksRequest(taskIds=[first])).statuses) == 1
        with pytest.raises(InsufficientScopes, match=f"queue:status:{second}"):
            reader.statuses(TasksRequest(taskIds=[first, second]))
    page = queue.statuses(TasksRequest(taskIds=[second, slugId(), first]), limit=1)
    assert [item.taskId for item in page.statuses] == [first]
    both = queue.iterStatuses(TasksRequest(taskIds=[second, first]), limit=1)
    assert [item.taskId for item in both] == [first, second]


def test_who_may_not_call_need_not_know_what_is_there(taskcluster: LocalTaskcluster) -> None:
    with withScopes(taskcluster) as queue:
        with pytest.raises(InsufficientScopes):
            queue.task(slugId())
        with pytest.raises(InsufficientScopes, match="queue:worker-id:g/w"):
            queue.claimWork("a/b", ClaimWorkRequest(workerGroup="g", workerId="w", tasks=1))


def test_ping_does_not_care_who_calls(taskcluster: LocalTaskcluster) -> None:
    nobody = Credentials("nobody", "x")
    with Queue(rootUrl=taskcluster.rootUrl, credentials=nobody) as queue:
        assert queue.ping().alive
    with Auth(rootUrl=taskcluster.rootUrl) as auth:
        assert auth.ping().uptime > 0


def test_a_handler_gets_the_payload_that_it_expects() -> None:
    request = SignedRequest("GET", "x", "/", "", None, "", b"")
    call = ReceivedCall(OPERATIONS["ping"], {}, {}, None, ANONYMOUS, request, asyncio.Event().wait)
    with pytest.raises(TypeError, match=r"queue\.ping takes no ClaimWorkRequest"):
        call.body(ClaimWorkRequest)


# Methods of the queue, as far as going over HTTP adds anything


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


def test_responses_fit_the_contract_to_the_letter(queue: Queue, http: httpx.Client) -> None:
    """No null, no field that the contract does not have, times in milliseconds."""
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
