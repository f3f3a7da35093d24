"""Errors with services other than queue and auth, with events, payloads and URLs."""

from tc_typed import Github, Index, Options, Queue, QueueEvents, Taskcluster, buildSignedUrl, buildUrl
from tc_typed.generic_worker import MultiuserPosixPayload
from tc_typed.secrets import Secret


def events(events: QueueEvents) -> None:
    events.taskCompleted(taskid="a")  # M: Unexpected keyword argument "taskid" for "__call__" of "TaskExchange" P: No parameter named "taskid"
    events.taskCompleted(workerType=5)  # M: Argument "workerType" to "__call__" of "TaskExchange" has incompatible type "int" P: "workerType" of type "str | None"
    events.taskGroupResolved(taskId="a")  # M: Unexpected keyword argument "taskId" for "__call__" of "TaskGroupExchange" P: No parameter named "taskId"
    events.taskCompleted("#", "a")  # M: Too many positional arguments P: Expected 1 positional argument
    print(events.taskCompletd)  # M: "QueueEvents" has no attribute "taskCompletd" P: Cannot access attribute "taskCompletd" for class "QueueEvents"
    print(events.taskCompleted().parseRoutingKey("a").project)  # M: "TaskRoutingKey" has no attribute "project" P: Cannot access attribute "project" for class "TaskRoutingKey"
    print(events.taskCompleted().parseRoutingKey("a").workerGroup.upper())  # M: Item "None" of "str | None" has no attribute "upper" P: "upper" is not a known attribute of "None"
    print(events.taskGroupResolved().parseMessage("{}").status)  # M: "TaskGroupChangedMessage" has no attribute "status" P: Cannot access attribute "status" for class "TaskGroupChangedMessage"
    print(events.taskCompleted().parseMessage("{}").artifact)  # M: "TaskCompletedMessage" has no attribute "artifact" P: Cannot access attribute "artifact" for class "TaskCompletedMessage"


def payloads() -> None:
    MultiuserPosixPayload(command=[["make"]])  # M: Missing named argument "maxRunTime" P: Argument missing for parameter "maxRunTime"
    MultiuserPosixPayload(command=["make"], maxRunTime=5)  # M: List item 0 has incompatible type "str" P: "command" of type "list\[list\[str\]\]"
    Secret(secret={"a": 1})  # M: Missing named argument "expires" P: Argument missing for parameter "expires"


def services(options: Options, queue: Queue) -> None:
    print(Github(options).badge("owner", "repo", "main").url)  # M: "Content" has no attribute "url" P: Cannot access attribute "url" for class "Content"
    Index(options).findTask(5)  # M: Argument 1 to "findTask" of "Index" has incompatible type "int" P: "indexPath" of type "str"
    print(Taskcluster(options).que)  # M: "Taskcluster" has no attribute "que" P: Cannot access attribute "que" for class "Taskcluster"
    buildUrl(queue.getArtifact, "a8_YezW8T7e1jLxG7evy-A", 0)  # M: Missing positional argument "name" in call to "buildUrl" P: Argument missing for parameter "name"
    buildSignedUrl(queue.getArtifact, "a8_YezW8T7e1jLxG7evy-A", 0, 5)  # M: Argument 4 to "__call__" of "SignedUrlBuilder" has incompatible type "int"; expected "str" P: "name" of type "str"
    buildSignedUrl(queue.getArtifact, "a8_YezW8T7e1jLxG7evy-A", 0, "public/x", expiration=60)  # M: Unexpected keyword argument "expiration" P: No parameter named "expiration"
    buildSignedUrl.given(expiration=60)(queue.getArtifact, "a8_YezW8T7e1jLxG7evy-A", 0)  # M: Missing positional argument "name" in call to "__call__" P: Argument missing for parameter "name"
    buildSignedUrl.given(expiration=60)(queue.listArtifacts, "a8_YezW8T7e1jLxG7evy-A", 0, limit="5")  # M: Argument "limit" to "__call__" of "SignedUrlBuilder" has incompatible type "str" P: "limit" of type "int | None"
    buildSignedUrl.given(expiration="60")  # M: Argument "expiration" to "given" of "SignedUrlBuilder" has incompatible type "str" P: "expiration" of type "Expiration"
