"""Errors in calls. mypy's message for the line is after `M:`, pyright's after `P:`."""

import httpx
import httpx2

from tc_typed import Credentials, Options, Queue, aio, createTemporaryCredentials, fromNow, fromNowJSON, paginate, requiredScopes, withResponse
from tc_typed.queue import ClaimWorkRequest, TaskDefinition


def calls(options: Options, queue: Queue, task: TaskDefinition) -> None:
    status = queue.createTask("a8_YezW8T7e1jLxG7evy-A", task).status
    print(status.stat)  # M: "TaskStatus" has no attribute "stat" P: Cannot access attribute "stat" for class "TaskStatus"
    print(status.runs[0].startedAt)  # M: "TaskRun" has no attribute "startedAt" P: Cannot access attribute "startedAt" for class "TaskRun"
    queue.createTask("a8_YezW8T7e1jLxG7evy-A", ClaimWorkRequest(workerGroup="g", workerId="w"))  # M: Argument 2 to "createTask" of "Queue" has incompatible type "ClaimWorkRequest" P: "ClaimWorkRequest" is not assignable to "TaskDefinition"
    queue.claimWork("a/b", {"workerGroup": "g"})  # M: Argument 2 to "claimWork" of "Queue" has incompatible type "dict P: "payload" of type "ClaimWorkRequest"
    queue.createTsk("a8_YezW8T7e1jLxG7evy-A", task)  # M: "Queue" has no attribute "createTsk" P: Cannot access attribute "createTsk" for class "Queue"
    queue.listTaskGroup("a8_YezW8T7e1jLxG7evy-A", 10)  # M: Too many positional arguments for "listTaskGroup" P: Expected 1 positional argument
    queue.listTaskGroup("a8_YezW8T7e1jLxG7evy-A", limit="10")  # M: Argument "limit" to "listTaskGroup" of "Queue" has incompatible type "str" P: "limit" of type "int | None"
    for page in paginate(queue.listTaskGroup, 17):  # M: Argument 2 to "paginate" has incompatible type "int" P: "taskGroupId" of type "str"
        print(page.tasks)
    paginate(queue.status, "a8_YezW8T7e1jLxG7evy-A")  # M: Value of type variable "PageT" of "paginate" cannot be "TaskStatusResponse" P: "continuationToken" is not present
    print(withResponse(queue.status, "a8_YezW8T7e1jLxG7evy-A")[0].stat)  # M: "TaskStatusResponse" has no attribute "stat" P: Cannot access attribute "stat" for class "TaskStatusResponse"
    print(withResponse(queue.status, "a8_YezW8T7e1jLxG7evy-A")[1].status_code)  # M: "RawResponse" has no attribute "status_code" P: Cannot access attribute "status_code" for class "RawResponse"
    withResponse(queue.status, 17)  # M: Argument 2 to "withResponse" has incompatible type "int" P: "taskId" of type "str"
    Queue(options, retrys=3)  # M: Unexpected keyword argument "retrys" for "Queue" P: No parameter named "retrys"
    Queue(options, timeout="5 s")  # M: Argument "timeout" to "Queue" has incompatible type "str" P: "timeout" of type "float"


async def awaits(queue: aio.Queue, task: TaskDefinition) -> None:
    queue.createTask("a8_YezW8T7e1jLxG7evy-A", task)  # M: is not awaited|must be used P: Result of async function call is not used
    print(queue.status("a8_YezW8T7e1jLxG7evy-A").status)  # M: has no attribute "status" P: Cannot access attribute "status" for class "CoroutineType
    paginate(queue.listTaskGroup, "a8_YezW8T7e1jLxG7evy-A")  # M: Value of type variable "PageT" of "paginate" cannot be "Coroutine P: "continuationToken" is not present


def scopes(queue: Queue, task: TaskDefinition, issuer: Credentials) -> None:
    requiredScopes(queue.claimWork, "a/b", {})  # M: Argument 3 to "__call__" of "RequiredScopes" has incompatible type "dict P: "payload" of type "ClaimWorkRequest"
    requiredScopes(queue.createTask, task)  # M: Missing positional argument P: Argument missing for parameter "payload"
    createTemporaryCredentials(issuer, fromNowJSON("0 s"), fromNow("1 h"), [])  # M: Argument 2 to "createTemporaryCredentials" has incompatible type "str" P: "start" of type "datetime"


def ownClients(options: Options, wrong: httpx.AsyncClient) -> None:
    Queue(options, httpClient=wrong)  # M: Argument "httpClient" to "Queue" has incompatible type "AsyncClient" P: "httpClient" of type "HttpClient | None"
    Queue(options).use(httpClient=wrong)  # M: Argument "httpClient" to "use" of "ServiceClient" has incompatible type "AsyncClient" P: "httpClient" of type "HttpClient | None"
    aio.Queue(options, httpClient=httpx.Client())  # M: Argument "httpClient" to "Queue" has incompatible type "Client" P: "httpClient" of type "AsyncHttpClient | None"
    aio.Queue(options, httpClient=httpx2.Client())  # M: Argument "httpClient" to "Queue" has incompatible type "Client" P: "httpClient" of type "AsyncHttpClient | None"
    Queue(options, httpClient=httpx2.AsyncClient())  # M: Argument "httpClient" to "Queue" has incompatible type "AsyncClient" P: "httpClient" of type "HttpClient | None"
    Queue(options, httpClient="https://proxy.example.com")  # M: Argument "httpClient" to "Queue" has incompatible type "str" P: "httpClient" of type "HttpClient | None"
