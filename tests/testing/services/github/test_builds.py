"""Events on GitHub create builds, whose results are shown."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest
from tests.wire.contract import ROOT, Json

from tc_typed import Github, InvalidCall, Queue, TaskclusterRestFailure
from tc_typed.core.signing.httpx_auth import HawkAuth
from tc_typed.github import Build, CreateCommentRequest, CreateStatusRequest, GithubEvents
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.messages.message_log import SentMessage

REPOSITORY = "example-org/my.app"
PATTERN = "repo:github.com/example-org/my.app:*"
MEMBER = "member"
ONE, TWO, THREE = "1" * 40, "2" * 40, "3" * 40
RECORDED = ROOT.parent / "shared" / "recordings" / "pulse" / "github.json"


def file(
    *names: str, policy: str = "public", reporting: str = "checks-v1", comments: str = ""
) -> str:
    """Return a `.taskcluster.yml` with a task for each name."""
    tasks = [
        {
            "taskQueueId": "prov/linux",
            "created": {"$fromNow": ""},
            "deadline": {"$fromNow": "1 hour"},
            "payload": {"event": "${tasks_for}"},
            "metadata": {
                "name": name,
                "description": f"Task {name}",
                "owner": "o@example.com",
                "source": "https://example.com",
            },
        }
        for name in names
    ]
    rules = {"pullRequests": policy, **({"allowComments": comments} if comments else {})}
    content: dict[str, object] = {"version": 1, "policy": rules, "tasks": tasks}
    if reporting:
        content["reporting"] = reporting
    return json.dumps(content)


def prepare(local: LocalTaskcluster, text: str | None) -> None:
    local.createRole(PATTERN, ["queue:*"])
    local.github.addRepository(REPOSITORY, taskclusterYml=text, collaborators=[MEMBER])


def pushed(local: LocalTaskcluster, text: str) -> Build:
    prepare(local, text)
    build = local.github.push(REPOSITORY, sha=ONE)
    assert build is not None
    return build


def stateOf(local: LocalTaskcluster, build: Build) -> str:
    [found] = [
        each
        for each in local.client(Github).builds().builds
        if each.taskGroupId == build.taskGroupId
    ]
    return found.state


def payloads(local: LocalTaskcluster, build: Build) -> list[Json]:
    tasks = local.client(Queue).listTaskGroup(build.taskGroupId).tasks
    return [each.task.payload["event"] for each in tasks]


def test_a_push_creates_the_tasks_and_announces_them(local: LocalTaskcluster) -> None:
    build = pushed(local, file("a", "b"))
    assert payloads(local, build) == ["github-push"] * 2
    assert (build.organization, build.repository, build.sha) == ("example-org", "my%app", ONE)
    assert (build.state, build.eventType) == ("pending", "push")
    push = local.messages.on(GithubEvents.push).first
    assert push.routingKey == "primary.example-org.my%app"
    assert push.payload.branch == "main"
    created = local.messages.on(GithubEvents.taskGroupCreationRequested).first
    assert created.payload.taskGroupId == build.taskGroupId
    assert created.cc == ("route.checks",)


@pytest.mark.parametrize(("outcome", "state"), [("completed", "success"), ("failed", "failure")])
@pytest.mark.parametrize("reporting", ["checks-v1", ""])
def test_a_build_follows_its_tasks(
    local: LocalTaskcluster, outcome: str, state: str, reporting: str
) -> None:
    build = pushed(local, file("a", "b", reporting=reporting))
    assert stateOf(local, build) == "pending"
    local.runTasks(
        build.taskGroupId,
        lambda run: "failed" if outcome == "failed" and run.task.metadata.name == "b" else None,
    )
    assert stateOf(local, build) == state
    if reporting:
        assert local.github.statuses == []
        ofTask = {"a": "success", "b": state}
        for name, conclusion in ofTask.items():
            checks = [check for check in local.github.checks if check.name == name]
            assert [check.status for check in checks] == [
                "queued",
                "queued",
                "in_progress",
                "completed",
            ]
            assert checks[-1].conclusion == conclusion
            assert len({check.checkRunId for check in checks}) == 1
    else:
        assert local.github.checks == []
        assert [status.state for status in local.github.statuses] == ["pending", state]


def test_a_rerun_makes_a_build_pending_again(local: LocalTaskcluster) -> None:
    build = pushed(local, file("a", reporting=""))
    queue = local.client(Queue)
    [taskId] = [each.status.taskId for each in queue.listTaskGroup(build.taskGroupId).tasks]
    local.runTasks(build.taskGroupId, lambda _: "failed")
    queue.rerunTask(taskId)
    assert stateOf(local, build) == "pending"
    local.runTasks(build.taskGroupId, lambda _: None)
    assert stateOf(local, build) == "success"
    states = [status.state for status in local.github.statuses]
    assert states == ["pending", "failure", "pending", "success"]


def test_github_can_request_a_rerun_of_a_check(local: LocalTaskcluster) -> None:
    build = pushed(local, file("a"))
    local.runTasks(build.taskGroupId, lambda _: "failed")
    check = local.github.checks[-1]
    event: dict[str, Json] = {
        "action": "rerequested",
        "repository": {"full_name": REPOSITORY},
        "check_run": {"id": check.checkRunId, "check_suite": {"id": 7}},
    }
    assert local.github.deliver("check_run", event) is None
    message = local.messages.on(GithubEvents.rerun).first.payload
    assert (message.checkRunId, message.checkSuiteId) == (check.checkRunId, 7)
    local.runTasks(build.taskGroupId, lambda _: None)
    assert stateOf(local, build) == "success"
    assert local.github.checks[-1].checkRunId != check.checkRunId


@pytest.mark.parametrize(
    ("policy", "user", "expected"),
    [
        ("public", "stranger", "github-pull-request"),
        ("public", MEMBER, "github-pull-request"),
        ("public_restricted", "stranger", "github-pull-request-untrusted"),
        ("public_restricted", MEMBER, "github-pull-request"),
        ("collaborators", MEMBER, "github-pull-request"),
        ("collaborators_quiet", MEMBER, "github-pull-request"),
    ],
)
def test_the_policy_decides_on_the_tasks_of_a_pull_request(
    local: LocalTaskcluster, policy: str, user: str, expected: str
) -> None:
    prepare(local, file("a", policy=policy))
    build = local.github.pullRequest(REPOSITORY, 7, user=user)
    assert build is not None
    assert build.pullRequestNumber == 7
    assert payloads(local, build) == [expected]


@pytest.mark.parametrize(
    ("policy", "action", "comments"),
    [
        ("collaborators", "opened", 1),
        ("collaborators", "synchronize", 0),
        ("collaborators_quiet", "opened", 0),
    ],
)
def test_a_stranger_gets_no_tasks_and_perhaps_a_comment(
    local: LocalTaskcluster, policy: str, action: str, comments: int
) -> None:
    prepare(local, file("a", policy=policy))
    # The pull request can't loosen the policy for itself.
    loose = file("a", policy="public")
    build = local.github.pullRequest(
        REPOSITORY, 7, user="stranger", action=action, taskclusterYml=loose
    )
    assert build is None
    assert [comment.number for comment in local.github.comments] == [7] * comments


def test_only_a_collaborator_can_add_the_first_file(local: LocalTaskcluster) -> None:
    prepare(local, None)
    for user, hasTasks in (("stranger", False), (MEMBER, True)):
        build = local.github.pullRequest(REPOSITORY, user=user, taskclusterYml=file("a"))
        assert (build is not None) == hasTasks
    assert local.github.comments == []


@pytest.mark.parametrize("user", [MEMBER, "stranger"])
@pytest.mark.parametrize("allowed", ["collaborators", ""])
def test_a_comment_starts_tasks_if_the_policy_allows_it(
    local: LocalTaskcluster, user: str, allowed: str
) -> None:
    prepare(local, file("a", comments=allowed))
    local.github.pullRequest(REPOSITORY, 7, user=MEMBER, sha=TWO)
    event: dict[str, Json] = {
        "action": "created",
        "repository": {
            "name": "my.app",
            "full_name": REPOSITORY,
            "owner": {"login": "example-org"},
        },
        "sender": {"login": user},
        "issue": {"number": 7, "pull_request": {"url": "x"}},
        "comment": {"body": "/taskcluster deploy", "user": {"login": user}},
    }
    build = local.github.deliver("issue_comment", event)
    assert (build is not None) == (user == MEMBER and allowed == "collaborators")
    if build is not None:
        assert (build.sha, build.eventType) == (TWO, "issue_comment.created")
        assert payloads(local, build) == ["github-issue-comment"]


@pytest.mark.parametrize("mark", ["[skip ci]", "[CI skip]"])
def test_an_event_can_ask_for_no_tasks(local: LocalTaskcluster, mark: str) -> None:
    build = pushed(local, file("a"))
    body = {**local.messages.on(GithubEvents.push).first.payload.body}
    for text, count in (("text", 2), (f"text {mark}", 2)):
        local.github.deliver("push", {**body, "commits": [{"message": text}]})
        assert len(local.github.builds) == count
    assert build.taskGroupId in {each.taskGroupId for each in local.github.builds}


def test_a_file_that_is_wrong_leads_to_a_comment(local: LocalTaskcluster) -> None:
    prepare(local, "version: 1\ntasks: {$eval: nothere}\n")
    assert local.github.push(REPOSITORY, sha=ONE) is None
    assert local.github.pullRequest(REPOSITORY, 7, user=MEMBER) is None
    ofCommit, _ = local.github.comments
    assert (ofCommit.number, ofCommit.sha) == (None, ONE)
    assert "nothere" in ofCommit.body


def test_missing_scopes_lead_to_a_comment(local: LocalTaskcluster) -> None:
    local.github.addRepository(REPOSITORY, taskclusterYml=file("a"))
    build = local.github.push(REPOSITORY, sha=ONE)
    assert build is not None
    assert stateOf(local, build) == "error"
    [comment] = local.github.comments
    assert "queue:create-task" in comment.body
    assert f"`assume:repo:github.com/{REPOSITORY}:branch:main`" in comment.body
    assert len(local.messages.on(GithubEvents.taskGroupCreationRequested)) == 0


def test_new_commits_of_a_pull_request_cancel_older_builds(local: LocalTaskcluster) -> None:
    prepare(local, file("a"))
    one = local.github.pullRequest(REPOSITORY, 7, sha=ONE)
    other = local.github.pullRequest(REPOSITORY, 8, sha=ONE)
    two = local.github.pullRequest(REPOSITORY, 7, sha=TWO, action="synchronize")
    assert one is not None
    assert other is not None
    assert two is not None
    states = [stateOf(local, build) for build in (one, other, two)]
    assert states == ["cancelled", "pending", "pending"]


def test_builds_can_be_cancelled(local: LocalTaskcluster) -> None:
    build = pushed(local, file("a", "b"))
    github = local.client(Github)
    cancelled = github.cancelBuilds("example-org", "my.app", sha=ONE).builds
    assert [(each.taskGroupId, each.state) for each in cancelled] == [
        (build.taskGroupId, "cancelled")
    ]
    assert stateOf(local, build) == "cancelled"
    tasks = local.client(Queue).listTaskGroup(build.taskGroupId).tasks
    assert {each.status.state for each in tasks} == {"exception"}
    assert local.github.checks[-1].conclusion == "cancelled"
    with pytest.raises(TaskclusterRestFailure, match="pending builds"):
        github.cancelBuilds("example-org", "my.app")


def test_builds_are_filtered_and_come_in_pages(local: LocalTaskcluster) -> None:
    prepare(local, file("a"))
    for number in (7, 8, 9):
        local.github.pullRequest(REPOSITORY, number)
    github = local.client(Github)
    everything = github.builds(organization="example-org", repository="my%app")
    assert len(everything.builds) == 3
    [found] = github.builds(organization="example-org", repository="my%app", pullRequest="8").builds
    assert found.pullRequestNumber == 8
    assert github.builds(organization="other").builds == []
    first = github.builds(limit=2)
    second = github.builds(limit=2, continuationToken=first.continuationToken)
    numbers = {each.pullRequestNumber for each in [*first.builds, *second.builds]}
    assert (len(first.builds), numbers) == (2, {7, 8, 9})
    assert second.continuationToken is None


def test_statuses_and_comments_are_kept(local: LocalTaskcluster) -> None:
    prepare(local, None)
    github = local.client(Github)
    status = CreateStatusRequest(state="success", target_url="https://example.com/x")
    github.createStatus("example-org", "my.app", ONE, status)
    github.createComment("example-org", "my.app", "7", CreateCommentRequest(body="hello"))
    [kept] = local.github.statuses
    assert (kept.sha, kept.state, kept.context) == (ONE, "success", "default")
    assert (kept.repository, kept.targetUrl) == (REPOSITORY, "https://example.com/x")
    [comment] = local.github.comments
    assert (comment.number, comment.body) == (7, "hello")


def badgeState(local: LocalTaskcluster, name: str) -> str:
    """Return the state in the header of a badge, and check its image."""
    url = f"{local.rootUrl}/api/github/v1/repository/example-org/{name}/main/badge.svg"
    response = httpx.get(url, auth=HawkAuth(local.credentials))
    assert response.headers["content-type"] == "image/svg+xml"
    assert ET.fromstring(response.text).tag.endswith("svg")
    return response.headers["x-taskcluster-status"]


def test_a_badge_shows_the_state_of_a_branch(local: LocalTaskcluster) -> None:
    prepare(local, file("a"))
    states = [badgeState(local, "unknown"), badgeState(local, "my.app")]
    build = local.github.push(REPOSITORY)
    assert build is not None
    states.append(badgeState(local, "my.app"))
    local.runTasks(build.taskGroupId, lambda _: None)
    states.append(badgeState(local, "my.app"))
    local.client(Github).createStatus(
        "example-org", "my.app", build.sha, CreateStatusRequest(state="failure")
    )
    states.append(badgeState(local, "my.app"))
    assert states == ["nogithub", "newrepo", "pending", "success", "failure"]


def test_the_latest_build_of_a_branch_has_a_page(local: LocalTaskcluster) -> None:
    build = pushed(local, file("a"))
    latest = local.client(Github).latest("example-org", "my.app", "main")
    assert latest.url == f"{local.rootUrl}/tasks/groups/{build.taskGroupId}"
    with pytest.raises(TaskclusterRestFailure, match="no status"):
        local.client(Github).latest("example-org", "my.app", "other")


def test_a_repository_is_installed_if_a_test_says_so(local: LocalTaskcluster) -> None:
    prepare(local, None)
    local.github.addRepository("example-org/other", installed=False)
    github = local.client(Github)
    names = ("my.app", "other", "unknown")
    installed = [github.repository("example-org", name).installed for name in names]
    assert installed == [True, False, False]
    with pytest.raises(InvalidCall, match="not installed"):
        local.github.push("example-org/other")


def post(
    local: LocalTaskcluster,
    body: Json,
    event: str = "push",
    secret: str | None = None,
    **further: str,
) -> int:
    content = json.dumps(body).encode()
    headers = {
        "content-type": "application/json",
        "x-github-event": event,
        "x-github-delivery": "delivery-1",
        **further,
    }
    if secret is not None:
        digest = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
        headers["x-hub-signature-256"] = f"sha256={digest}"
    url = f"{local.rootUrl}/api/github/v1/github"
    return httpx.post(url, content=content, headers=headers).status_code


def recordedMessages() -> list[dict[str, Json]]:
    messages: list[dict[str, Json]] = json.loads(RECORDED.read_text())
    return messages


def sent(message: SentMessage) -> dict[str, Json]:
    return {
        "exchange": message.exchange,
        "routingKey": message.routingKey,
        "cc": [*message.cc],
        "payload": json.loads(message.body),
    }


@pytest.mark.skipif(not RECORDED.is_file(), reason="the recordings are missing")
def test_the_webhook_sends_the_recorded_messages(local: LocalTaskcluster) -> None:
    kinds = {"push": "push", "pull-request": "pull_request"}
    count = 0
    for message in recordedMessages():
        event = kinds.get(str(message["exchange"]).rsplit("/", 1)[1])
        payload = message["payload"]
        assert isinstance(payload, dict)
        if event is None:
            continue
        if payload["tasks_for"] == "github-issue-comment":
            event = "issue_comment"
        local.github.addRepository(f"{payload['organization']}/{payload['repository']}")
        local.messages.clear()
        assert post(local, payload["body"], event) == 204
        [actual] = map(sent, local.messages)
        details, expectedDetails = actual["payload"], message["payload"]
        assert isinstance(details, dict)
        assert isinstance(expectedDetails, dict)
        # The delivery has another id, and GitHub knows other addresses of users.
        expected = {**expectedDetails, "eventId": "delivery-1"}
        for each in (details, expected):
            inner = each["details"]
            assert isinstance(inner, dict)
            each["details"] = {k: v for k, v in inner.items() if k != "event.head.user.email"}
        assert {**actual, "payload": details} == {**message, "payload": expected}
        count += 1
    assert count >= 6


def test_the_webhook_creates_tasks_if_the_signature_is_right(local: LocalTaskcluster) -> None:
    build = pushed(local, file("a"))
    body = local.messages.on(GithubEvents.push).first.payload.body
    local.github.webhookSecret = "s€cret"
    statuses = [post(local, body, secret=secret) for secret in (None, "other", "s€cret")]
    assert statuses == [400, 403, 204]
    assert len(local.github.builds) == 2
    assert local.github.builds[1].eventId == "delivery-1"
    assert local.github.builds[0].taskGroupId == build.taskGroupId


def test_events_without_integers_are_refused(local: LocalTaskcluster) -> None:
    pushed(local, file("a"))
    body = local.messages.on(GithubEvents.push).first.payload.body
    assert post(local, {**body, "installation": {"id": True}}) == 204
    assert [*local.messages.on(GithubEvents.push)][-1].payload.installationId == 0
    check: Json = {"id": True, "check_suite": {"id": True}}
    rerun: dict[str, Json] = {
        "repository": body["repository"],
        "action": "rerequested",
        "check_run": check,
    }
    assert post(local, rerun, "check_run") == 400


def test_web_pages_can_not_send_events(local: LocalTaskcluster) -> None:
    pushed(local, file("a"))
    body = local.messages.on(GithubEvents.push).first.payload.body
    elsewhere, form = {"host": "example.com"}, {"content-type": "text/plain"}
    assert [post(local, body, **headers) for headers in (elsewhere, form)] == [403, 400]
    # Another origin is never told that it may send anything.
    preflight = httpx.options(f"{local.rootUrl}/api/github/v1/github")
    assert not preflight.is_success
    assert not [name for name in preflight.headers if name.startswith("access-control")]
    assert len(local.github.builds) == 1
    local.github.webhookSecret = "s€cret"  # It can come through a tunnel.
    assert post(local, body, secret="s€cret", **elsewhere) == 204


@pytest.mark.parametrize(
    ("body", "event", "status"),
    [
        ({}, "ping", 200),
        ({}, "push", 400),
        ([], "push", 400),
        ({}, "nothing", 400),
        ({"repository": {"full_name": REPOSITORY}}, "push", 400),
        ({"repository": {"full_name": "un/known"}}, "push", 400),
        ({"repository": {"full_name": REPOSITORY}, "action": "rerequested"}, "check_run", 400),
    ],
)
def test_the_webhook_refuses_invalid_events(
    local: LocalTaskcluster, body: Json, event: str, status: int
) -> None:
    prepare(local, file("a"))
    assert post(local, body, event) == status
    assert local.github.builds == []


def seen(local: LocalTaskcluster) -> list[object]:
    """Return everything that GitHub and the API would show."""
    github = local.github
    latest = local.client(Github).latest("example-org", "my.app", "main").url
    return [
        *(github.builds, github.comments, github.statuses, github.checks, github.webhookSecret),
        latest.rpartition("/")[2],  # The port changes with each restart.
        local.client(Github).builds(),
    ]


@pytest.mark.parametrize("reporting", ["checks-v1", ""])
def test_everything_survives_a_restart_after_each_step(tmp_path: Path, reporting: str) -> None:
    text = file("a", "b", reporting=reporting)

    def finish(local: LocalTaskcluster) -> None:
        local.runTasks(local.github.builds[0].taskGroupId, lambda _: None)

    def pushAgain(local: LocalTaskcluster) -> None:
        build = local.github.push(REPOSITORY, sha=TWO, taskclusterYml=file("c"))
        assert build is not None
        assert [each.sha for each in local.github.builds] == [ONE, TWO]

    def comment(local: LocalTaskcluster) -> None:
        request = CreateCommentRequest(body="hello")
        local.client(Github).createComment("example-org", "my.app", "7", request)
        local.github.webhookSecret = "secret"

    def replay(local: LocalTaskcluster) -> None:
        build = local.github.push(REPOSITORY, sha=THREE)  # It has the file of the last push.
        assert build is not None
        assert len(payloads(local, build)) == 1

    steps: list[Callable[[LocalTaskcluster], object]] = [
        lambda local: pushed(local, text),
        finish,
        comment,
        pushAgain,
        replay,
    ]
    local = LocalTaskcluster(claimWait=0, database=tmp_path / "state.sqlite")
    before: list[object] = []
    for step in steps:
        with local:
            assert before == [] or seen(local) == before
            step(local)
            before = seen(local)
    with local:
        assert seen(local) == before
