"""Models of the github service: what its methods take and return, and its messages.

Compiled from schemas/github by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import FreeForm, JsonObject, MayBeNull, Timestamp, Unrecognized
from tc_typed.core.models.since import Since

BuildState: TypeAlias = Literal["pending", "success", "error", "failure", "cancelled"]
"""States of a build."""


class Build(Response):
    """One task group that the service created for an event on GitHub, and how it fares."""

    organization: str
    """Owner of the repository, a user or an organisation. Dots in the name appear as `%`; what is
    no letter, digit, `-` or `_` is left out.
    """
    repository: str
    """Name of the repository without its owner, with `%` for dots as in `organization`."""
    sha: str
    """Full hash of the commit that was built."""
    state: BuildState | Unrecognized
    """Where the build stands. It is `pending` until its tasks are resolved, and becomes so again
    when one is rerun.
    """
    taskGroupId: str
    """Slugid of the task group, to look up the tasks in the queue."""
    eventType: Annotated[str, Since(8)]
    """What happened on GitHub, with the action where there is one: `push`, `tag`, `release`,
    `pull_request.opened` and so on. Servers before release 8 may not send this: then there is no
    such attribute.
    """
    eventId: Annotated[str, Since(8)]
    """GUID that GitHub gave the delivery of the event, or `Unknown` where none is on record.
    Servers before release 8 may not send this: then there is no such attribute.
    """
    created: Timestamp
    """Time (UTC) at which the service began the build."""
    updated: Timestamp
    """Time (UTC) at which the state last changed; of a build that is done, when it ended."""
    pullRequestNumber: int | None = None
    """Number of the pull request. Absent if the event had to do with none."""


class ListBuildsResponse(Response):
    """Builds that the service knows: one page of a list, or those that a call has cancelled."""

    builds: list[Build]
    """The builds themselves. May be empty even when more pages follow."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class Repository(Response):
    """The service's view of a repository on GitHub."""

    installed: bool
    """Whether the GitHub App of this deployment is installed for the repository. Also false if
    GitHub would not say.
    """


CommitStatusState: TypeAlias = Literal["pending", "success", "error", "failure"]
"""Marks that GitHub can show at a commit."""


class CreateStatusRequest(Request):
    """A commit status: the mark with a link that GitHub shows beside a commit.

    A later one with the same `context` takes its place.
    """

    state: CommitStatusState
    """Which mark to show. `failure` is for work that did not pass, `error` for work that could not
    be done.
    """
    target_url: str | None = None
    """Address that the status links to, such as the page of the task behind it. Default: no
    link.
    """
    description: str | None = None
    """A few words beside the mark on how things went. GitHub takes up to 140 characters. Default:
    none.
    """
    context: str | None = None
    """Name of the status, which tells it from others on the same commit. Default `default`."""


class CreateCommentRequest(Request):
    """A comment to write under an issue or a pull request, in the name of the GitHub App."""

    body: str
    """Text of the comment in GitHub's Markdown."""


class FakePushEvent(Request):
    """A push of commits to `main`.

    For a pushed tag, set `ref` in `overrides` to a tag such as `refs/tags/v1.0`.
    """

    type: Literal["github-push"] = "github-push"
    """Always `github-push`: a branch or a tag was pushed."""
    overrides: FreeForm | None = None
    """Values to put into the sample over its own, by name at the top level, such as `after` for
    another commit.
    """


PullRequestAction: TypeAlias = Literal[
    "opened",
    "synchronize",
    "reopened",
    "assigned",
    "auto_merge_disabled",
    "auto_merge_enabled",
    "closed",
    "converted_to_draft",
    "dequeued",
    "edited",
    "enqueued",
    "labeled",
    "ready_for_review",
    "review_requested",
    "review_request_removed",
    "unassigned",
    "unlabeled",
]
"""GitHub's names for the things that happen to a pull request."""


class FakePullRequestEvent(Request):
    """Something that happens to a pull request, which comes from a collaborator or from outside."""

    type: Literal["github-pull-request", "github-pull-request-untrusted"]
    """`github-pull-request`, or `github-pull-request-untrusted` for one from outside under the
    policy `public_restricted`. Each has a role of its own, and so other scopes.
    """
    action: PullRequestAction
    """What happened to the pull request. `synchronize` means that its branch has new commits."""
    overrides: FreeForm | None = None
    """Values to put into the sample over its own, by name at the top level, such as `after` for
    another commit.
    """


ReleaseAction: TypeAlias = Literal[
    "published", "unpublished", "created", "edited", "deleted", "prereleased", "released"
]
"""GitHub's names for the things that happen to a release."""


class FakeReleaseEvent(Request):
    """Something that happens to a release.

    The role that the tasks run under ends with the action.
    """

    type: Literal["github-release"] = "github-release"
    """Always `github-release`: a release was made or changed."""
    action: ReleaseAction
    """What happened to the release. `published` is the one that most files wait for."""
    overrides: FreeForm | None = None
    """Values to put into the sample over its own, by name at the top level, such as `after` for
    another commit.
    """


IssueCommentAction: TypeAlias = Literal["created", "edited"]
"""GitHub's names for the things that happen to a comment, as far as tasks can follow."""


class FakeIssueCommentEvent(Request):
    """A comment on a pull request, which may hold a `/taskcluster` command."""

    type: Literal["github-issue-comment"] = "github-issue-comment"
    """Always `github-issue-comment`: someone wrote under a pull request."""
    action: IssueCommentAction
    """Whether the comment is new or has been changed."""
    overrides: FreeForm | None = None
    """Values to put into the sample over its own, by name at the top level, such as `after` for
    another commit.
    """


FakeEvent: TypeAlias = Annotated[
    FakePushEvent | FakePullRequestEvent | FakeReleaseEvent | FakeIssueCommentEvent,
    Field(discriminator="type"),
]
"""An event to make up: its `type` is what the file sees as `tasks_for`. The rest is a sample of
what GitHub sends, which `overrides` can change.
"""


class RenderTaskclusterYmlRequest(Request):
    """A `.taskcluster.yml` to try out, and an event to try it with. Nothing is created."""

    body: str
    """Text of the file as it would be committed, in YAML."""
    fakeEvent: FakeEvent
    """Event that the file is rendered for."""
    organization: Annotated[str, Field(pattern="^[-a-zA-Z0-9]{1,39}$")] | None = None
    """Owner of the repository that the event is to come from: 1 to 39 letters, digits or `-`.
    Default: `taskcluster`.
    """
    repository: Annotated[str, Field(pattern="^[-a-zA-Z0-9_.]{1,100}$")] | None = None
    """Repository that the event is to come from, without its owner, up to 100 characters. Default:
    `testing`.
    """


class RenderedTaskclusterYml(Response):
    """The service's plan for the event: the tasks it would create, and with what scopes."""

    tasks: list[JsonObject]
    """The tasks in the order in which they would be created, each with a `taskId` and the
    definition as `task`. The queue has not checked them.
    """
    scopes: list[str]
    """Scopes that the service would create the tasks with, beginning with the role of the
    repository. Those that a task asks for itself stand in its definition.
    """


class PullRequestMessage(Response):
    """Sent when something has happened to a pull request, such as a comment with a `/taskcluster`
    command.
    """

    version: int
    """Version of this message's format, always 1."""
    organization: str
    """Owner of the repository, a user or an organisation. Dots in the name appear as `%`; what is
    no letter, digit, `-` or `_` is left out.
    """
    repository: str
    """Name of the repository without its owner, with `%` for dots as in `organization`."""
    action: str
    """Event of the pull request, such as `opened` or `synchronize`; for a comment, `created` or
    `edited`.
    """
    tasks_for: Annotated[str, Since(8, "github-pull-request")]
    """Kind of event, as `.taskcluster.yml` knows it: `github-pull-request`, or
    `github-issue-comment`. Servers before release 8 may not send this: then it is
    `github-pull-request`.
    """
    branch: Annotated[str, Since(8)]
    """Branch that the changes come from. For a comment it is `unknown`, since GitHub does not send
    it. Servers before release 8 may not send this: then there is no such attribute.
    """
    eventId: Annotated[str, Since(8)]
    """GUID that GitHub gave the delivery of the event, in its header `X-GitHub-Delivery`. Servers
    before release 8 may not send this: then there is no such attribute.
    """
    installationId: Annotated[int, Since(8)]
    """Installation of the GitHub App that the event came through. Servers before release 8 may not
    send this: then there is no such attribute.
    """
    body: Annotated[JsonObject, Since(8)]
    """All that GitHub sent, untouched: a `PullRequestWebhook`, or for a comment an
    `IssueCommentWebhook`. Servers before release 8 may not send this: then there is no such
    attribute.
    """
    details: JsonObject | None = None
    """Facts of the event under dotted names such as `event.head.sha`, which a `.taskcluster.yml` of
    version 0 can use.
    """


class PushMessage(Response):
    """Sent when commits or a tag have been pushed to a repository."""

    version: int
    """Version of this message's format, always 1."""
    organization: str
    """Owner of the repository, a user or an organisation. Dots in the name appear as `%`; what is
    no letter, digit, `-` or `_` is left out.
    """
    repository: str
    """Name of the repository without its owner, with `%` for dots as in `organization`."""
    tasks_for: Annotated[str, Since(8, "github-push")]
    """Kind of event, as `.taskcluster.yml` knows it: `github-push`. Servers before release 8 may
    not send this: then it is `github-push`.
    """
    branch: Annotated[str, Since(8)]
    """Branch or tag that was pushed, without `refs/heads/` or `refs/tags/`. Servers before release
    8 may not send this: then there is no such attribute.
    """
    eventId: Annotated[str, Since(8)]
    """GUID that GitHub gave the delivery of the event, in its header `X-GitHub-Delivery`. Servers
    before release 8 may not send this: then there is no such attribute.
    """
    installationId: Annotated[int, Since(8)]
    """Installation of the GitHub App that the event came through. Servers before release 8 may not
    send this: then there is no such attribute.
    """
    body: Annotated[JsonObject, Since(8)]
    """All that GitHub sent, untouched: a `PushWebhook`. Servers before release 8 may not send this:
    then there is no such attribute.
    """
    details: JsonObject | None = None
    """Facts of the event under dotted names such as `event.head.sha`, which a `.taskcluster.yml` of
    version 0 can use.
    """


class ReleaseMessage(Response):
    """Sent when a release has been made or changed."""

    version: int
    """Version of this message's format, always 1."""
    organization: str
    """Owner of the repository, a user or an organisation. Dots in the name appear as `%`; what is
    no letter, digit, `-` or `_` is left out.
    """
    repository: str
    """Name of the repository without its owner, with `%` for dots as in `organization`."""
    tasks_for: Annotated[str, Since(8, "github-release")]
    """Kind of event, as `.taskcluster.yml` knows it: `github-release`. Servers before release 8 may
    not send this: then it is `github-release`.
    """
    branch: Annotated[str, Since(8)]
    """Branch or commit that GitHub takes the tag from if it does not exist yet. Servers before
    release 8 may not send this: then there is no such attribute.
    """
    eventId: Annotated[str, Since(8)]
    """GUID that GitHub gave the delivery of the event, in its header `X-GitHub-Delivery`. Servers
    before release 8 may not send this: then there is no such attribute.
    """
    installationId: Annotated[int, Since(8)]
    """Installation of the GitHub App that the event came through. Servers before release 8 may not
    send this: then there is no such attribute.
    """
    body: Annotated[JsonObject, Since(8)]
    """All that GitHub sent, untouched: a `ReleaseWebhook`. Servers before release 8 may not send
    this: then there is no such attribute.
    """
    details: JsonObject | None = None
    """Facts of the event under dotted names such as `event.head.sha`, which a `.taskcluster.yml` of
    version 0 can use.
    """


class RerunMessage(Response):
    """Sent when someone has pressed the button on GitHub to run a check again.

    The service then reruns the task behind it.
    """

    version: int
    """Version of this message's format, always 1."""
    organization: str
    """Owner of the repository, a user or an organisation. Dots in the name appear as `%`; what is
    no letter, digit, `-` or `_` is left out.
    """
    repository: str
    """Name of the repository without its owner, with `%` for dots as in `organization`."""
    checkRunId: float
    """GitHub's id of the check run to repeat, which stands for one task."""
    checkSuiteId: float
    """GitHub's id of the check suite that the run belongs to."""
    tasks_for: str
    """Kind of event, which is `github-push` here too."""
    eventId: str
    """GUID that GitHub gave the delivery of the event, in its header `X-GitHub-Delivery`."""
    installationId: int
    """Installation of the GitHub App that the event came through."""
    body: JsonObject
    """All that GitHub sent, untouched: a `CheckRunWebhook`."""
    details: JsonObject | None = None
    """Facts of the event under dotted names such as `event.head.sha`, which a `.taskcluster.yml` of
    version 0 can use.
    """


class TaskGroupCreationRequestedMessage(Response):
    """Sent when the service has asked the queue for the tasks of a new task group.

    It is made for the service itself, which then shows the first status on GitHub, and may change.
    """

    version: int
    """Version of this message's format, always 1."""
    organization: str
    """Owner of the repository, a user or an organisation. Dots in the name appear as `%`; what is
    no letter, digit, `-` or `_` is left out.
    """
    repository: str
    """Name of the repository without its owner, with `%` for dots as in `organization`."""
    taskGroupId: str
    """Slugid of the new task group."""


class TaskclusterYmlUpdateMessage(Response):
    """Sent when a push has added, changed or removed the `.taskcluster.yml` of a repository, on any
    branch or tag.
    """

    version: int
    """Version of this message's format, always 1."""
    organization: str
    """Owner of the repository, a user or an organisation, as GitHub spells it."""
    repository: str
    """Name of the repository without its owner, as GitHub spells it: dots stay dots, unlike in
    other messages.
    """
    ref: str
    """What was pushed, in full: `refs/heads/main` for example, or `refs/tags/v1.0`."""
    eventId: str
    """GUID that GitHub gave the delivery of the push. The `PushMessage` for it has the same."""


LegacyPullRequestPolicy: TypeAlias = Literal["public", "collaborators"]
"""Groups of people whose pull requests can get tasks, in the old format."""


class LegacyTaskclusterYmlMetadata(Request):
    """Name, description and so on of a file in the old format."""

    name: Annotated[str, Field(max_length=255)]
    """Short title, up to 255 characters."""
    description: Annotated[str, Field(max_length=32768)]
    """What the tasks do and why, in Markdown, up to 32768 characters."""
    owner: Annotated[str, Field(max_length=255)]
    """Email address of the person or team responsible for the tasks, up to 255 characters. It may
    be a template such as `{{ event.head.user.email }}`.
    """
    source: Annotated[str, Field(max_length=4096)]
    """Link to where the tasks are defined, up to 4096 characters. It may be a template such as `{{
    event.head.repo.url }}`.
    """


class LegacyTaskclusterYmlTask(Request, extra="allow"):
    """Template of one task: a task definition in which texts may have `{{ }}` in them.

    The events that it is for are listed in `extra.github.events`; without them it is left out.
    """

    created: str | None = None
    """Time at which the task is made. Default `{{ $fromNow }}`, the time of rendering."""
    deadline: str | None = None
    """Time by which the task has to be resolved. Default `{{ '1 day' | $fromNow }}`, a day after
    rendering.
    """


class LegacyTaskclusterYml(Request):
    """Content of a `.taskcluster.yml` of version 0, the old format, once its YAML is parsed.

    The service still takes it; write new files as `TaskclusterYml`.
    """

    version: Literal[0]
    """Version of the format. Always 0, which marks the old one."""
    allowPullRequests: LegacyPullRequestPolicy | None = None
    """Whose pull requests get tasks: everybody's (`public`) or those of collaborators. What the
    file says on the default branch counts. Default `collaborators`.
    """
    metadata: LegacyTaskclusterYmlMetadata | None = None
    """Information for people about all that the file defines."""
    tasks: list[LegacyTaskclusterYmlTask] | None = None
    """Templates of the tasks, in which `{{ }}` stands for facts of the event. Default: no tasks."""


PullRequestPolicy: TypeAlias = Literal[
    "public", "public_restricted", "collaborators", "collaborators_quiet"
]
"""Ways to treat pull requests, depending on who opens them."""


class TaskclusterYmlPolicy(Request):
    """Limits on who can cause tasks by pull requests and comments."""

    pullRequests: PullRequestPolicy | None = None
    """Whose pull requests get tasks: everybody's (`public`), everybody's but with a role of their
    own for people from outside (`public_restricted`), or collaborators' only. `collaborators` has a
    comment explain this to the others, `collaborators_quiet` does not. Default `collaborators`.
    """
    allowComments: Literal["collaborators"] | None = None
    """Who may start tasks with a comment `/taskcluster <command>` on a pull request. Default:
    nobody. Such tasks run with the role for trusted pull requests, no matter who wrote the code.
    """


class TaskclusterYmlHook(Request):
    """A hook to trigger for each event.

    Its payload has what the `tasks` template sees, a `taskId` for the task to be, and `context`.
    """

    name: str
    """An existing hook, as `hookGroupId/hookId`. The role of the repository needs the scope
    `hooks:trigger-hook:` for it.
    """
    context: FreeForm | None = None
    """Your own values for the hook, passed on untouched: JSON-e has no effect here. Default:
    empty.
    """


class TaskclusterYml(Request):
    """Content of a `.taskcluster.yml` of version 1, once its YAML is parsed.

    It says which tasks to create and hooks to trigger when something happens to the repository on
    GitHub. The service takes the file from the commit that the event is about.
    """

    version: Literal[1]
    """Version of the format. Always 1; a file with 0 is a `LegacyTaskclusterYml`."""
    autoCancelPreviousChecks: bool | None = None
    """Whether new commits on a pull request cancel the builds still running for its older ones.
    Builds of the default branch go on. Default: true.
    """
    policy: TaskclusterYmlPolicy | None = None
    """Who may cause tasks to run. Only what the file says on the default branch counts, so no pull
    request can loosen it for itself.
    """
    reporting: Literal["checks-v1"] | None = None
    """How GitHub shows the outcome. With `checks-v1` each task is a check run; by default there is
    one commit status for all.
    """
    tasks: list[FreeForm] | FreeForm | None = None
    """Template of the tasks, rendered with JSON-e. It sees `event`, `tasks_for`, `now`,
    `taskcluster_root_url` and the function `as_slugid`. It has to make a list of task definitions,
    each of which may have a `taskId` beside the rest. Default: no tasks.
    """
    hooks: list[TaskclusterYmlHook] | None = None
    """Hooks to trigger beside the tasks or instead of them. Should one fail, the others go ahead
    and a comment on GitHub tells why. Default: none.
    """


class WebhookAccount(Response):
    """An account on GitHub: a user, an App, or an organisation."""

    login: str
    """Name of the account, which is part of its address: `https://github.com/<login>`. That of an
    App ends with `[bot]`.
    """


class WebhookOwner(Response):
    """Owner of a repository, a user or an organisation.

    GitHub gives the name as `login`, as `name`, or as both.
    """

    login: str | None = None
    """Name of the account; absent from some pushes."""
    name: str | None = None
    """Name of the account too; as a rule only pushes have it."""


class WebhookCloneableRepository(Response):
    """A repository that an event is about, and where to clone it from."""

    name: str
    """Name without its owner."""
    full_name: str
    """Owner and name, `owner/name`."""
    clone_url: str
    """Address to clone it from over HTTPS."""
    owner: WebhookOwner
    """Account that it belongs to."""


class PullRequestBranch(Response):
    """One side of a pull request."""

    ref: str
    """Name of the branch, without `refs/heads/`."""
    sha: str
    """Full hash of the commit at its tip."""
    repo: WebhookCloneableRepository
    """Repository that the branch is in; a fork has its own."""


class WebhookPullRequest(Response):
    """A pull request on GitHub."""

    number: int
    """Number of it within the repository, which shares the count with issues."""
    state: Literal["open", "closed"] | Unrecognized
    """Whether it is open. A merged one is `closed`."""
    title: str | None = None
    """Its headline."""
    user: WebhookAccount
    """User who opened it."""
    head: PullRequestBranch
    """Branch that the changes come from."""
    base: PullRequestBranch
    """Branch that the changes are to be merged into."""


class PullRequestRepository(Response):
    """A repository that takes pull requests."""

    full_name: str
    """Owner and name, `owner/name`."""
    owner: WebhookOwner
    """Account that it belongs to."""


class WebhookInstallation(Response):
    """The installation of the GitHub App that an event comes through."""

    id: int
    """GitHub's id of the installation, which messages have as `installationId`."""


class PullRequestWebhook(Response):
    """Sent by GitHub when something has happened to a pull request (`X-GitHub-Event:
    pull_request`).
    """

    action: PullRequestAction | Unrecognized
    """GitHub's word for what happened: `synchronize` means new commits. New ones are added now and
    then.
    """
    number: int
    """Number of the pull request within its repository."""
    pull_request: WebhookPullRequest
    """The pull request that the event is about, as it is after the event."""
    repository: PullRequestRepository
    """The repository that a pull request was opened in."""
    installation: WebhookInstallation | None = None
    """The installation that the event comes through. Absent from a webhook that belongs to no
    App.
    """
    sender: WebhookAccount
    """User who caused the event."""


class WebhookPusher(Response):
    """The account behind a push."""

    name: str
    """Name of the account on GitHub."""


class WebhookCommit(Response):
    """A commit that was pushed."""

    id: str
    """Full hash of the commit."""
    message: str
    """Its whole message, title and body."""


class PushWebhook(Response):
    """Sent by GitHub when a branch or a tag has been pushed, made or deleted (`X-GitHub-Event:
    push`).
    """

    ref: str
    """What was pushed, in full: `refs/heads/main` for example, or `refs/tags/v1.0`."""
    before: str
    """Commit that it pointed to earlier, all zeros if it is new."""
    after: str
    """Commit that it points to now, all zeros if it is gone."""
    repository: WebhookCloneableRepository
    """Repository that was pushed to."""
    pusher: WebhookPusher
    """Who pushed the commits."""
    commits: list[WebhookCommit]
    """Commits that the push brought in, oldest first. GitHub leaves out what exceeds 2048."""
    head_commit: Annotated[WebhookCommit | None, MayBeNull] = None
    """The newest commit, or null where something was deleted."""
    installation: WebhookInstallation | None = None
    """The installation that the event comes through. Absent from a webhook that belongs to no
    App.
    """
    sender: WebhookAccount
    """User who caused the event."""


class WebhookIssue(Response):
    """An issue or a pull request; GitHub treats the latter as one of the former."""

    number: int
    """Number of it within the repository."""
    title: str
    """Its headline."""
    state: Literal["open", "closed"] | Unrecognized
    """Whether it is open."""
    user: WebhookAccount
    """User who opened it."""
    pull_request: Annotated[JsonObject | None, MayBeNull] = None
    """Addresses of the pull request. Absent or null if it is a mere issue."""


class WebhookComment(Response):
    """A comment under an issue or a pull request."""

    id: int
    """GitHub's id of the comment."""
    user: WebhookAccount
    """User who wrote it."""
    body: str
    """Its text in Markdown. The service looks for `/taskcluster <command>` here."""


class WebhookRepository(Response):
    """The repository that an event is about."""

    name: str
    """Name without its owner."""
    full_name: str
    """Owner and name, `owner/name`."""
    owner: WebhookOwner
    """Account that it belongs to."""


class IssueCommentWebhook(Response):
    """Sent by GitHub when someone has commented on an issue or a pull request (`X-GitHub-Event:
    issue_comment`).
    """

    action: str
    """What happened: `created`, `edited` or `deleted`, so far."""
    issue: WebhookIssue
    """Issue or pull request that was commented on."""
    comment: WebhookComment
    """The comment that the event is about."""
    repository: WebhookRepository
    """Repository that it happened in."""
    installation: WebhookInstallation | None = None
    """The installation that the event comes through. Absent from a webhook that belongs to no
    App.
    """
    sender: WebhookAccount
    """User who caused the event."""


class WebhookRelease(Response):
    """A release on GitHub."""

    id: int
    """GitHub's id of the release."""
    tag_name: str
    """Tag that marks its commit."""
    target_commitish: str
    """Branch or commit that the tag is made from, should it not exist yet."""
    name: Annotated[str | None, MayBeNull] = None
    """Its headline, or null if nobody gave it one."""
    draft: bool
    """Whether only those who can write to the repository see it yet."""
    prerelease: bool
    """Whether it is marked as not ready for production."""
    author: WebhookAccount
    """User who made it."""


class ReleaseWebhook(Response):
    """Sent by GitHub when something has happened to a release (`X-GitHub-Event: release`)."""

    action: ReleaseAction | Unrecognized
    """GitHub's word for what happened. New ones are added now and then."""
    release: WebhookRelease
    """The release that the event is about, as it is after the event."""
    repository: WebhookRepository
    """Repository that it happened in."""
    installation: WebhookInstallation | None = None
    """The installation that the event comes through. Absent from a webhook that belongs to no
    App.
    """
    sender: WebhookAccount
    """User who caused the event."""


AccountType: TypeAlias = Literal["User", "Organization"]
"""Kinds of accounts on GitHub."""


class InstallationAccount(Response):
    """A user or an organisation that has installed the GitHub App."""

    login: str
    """Name of the account, which is part of its address: `https://github.com/<login>`. That of an
    App ends with `[bot]`.
    """
    id: int
    """GitHub's id of the account, which outlives a change of its name."""
    type: AccountType | Unrecognized
    """Whether it is a single user or an organisation."""


class InstallationDetails(Response):
    """An installation of the GitHub App: where it is, and how much it may see there."""

    id: int
    """GitHub's id of the installation, which messages have as `installationId`."""
    account: InstallationAccount
    """The account that has the App installed."""
    repository_selection: Literal["all", "selected"] | Unrecognized
    """Whether the App sees `all` repositories of the account, or those `selected` for it."""
    target_id: int
    """GitHub's id of what it is installed on, the same as that of `account`."""
    target_type: AccountType | Unrecognized
    """What it is installed on: a user or an organisation."""


class InstalledRepository(Response):
    """A repository that an installation reaches."""

    id: int
    """GitHub's id of the repository, which outlives a change of its name."""
    name: str
    """Name without its owner."""
    full_name: str
    """Owner and name, `owner/name`."""


class InstallationWebhook(Response):
    """Sent by GitHub when the App has been installed somewhere or removed (`X-GitHub-Event:
    installation`).
    """

    action: str
    """Event of the installation, such as `created`, `deleted` or `suspend`. GitHub adds new ones
    now and then.
    """
    installation: InstallationDetails
    """The installation that the event is about."""
    repositories: list[InstalledRepository] | None = None
    """The repositories that the App can now see, or could. Absent from some actions."""
    sender: WebhookAccount
    """User who caused the event."""


class CheckSuite(Response):
    """All check runs that one App has for a commit."""

    id: int
    """GitHub's id of the suite, which a `RerunMessage` has as `checkSuiteId`."""
    head_sha: str
    """Full hash of the commit that the suite is for."""
    head_branch: Annotated[str | None, MayBeNull] = None
    """Branch that the commit was pushed to, or null where GitHub cannot tell."""


class CheckRunRevision(Response):
    """One side of a pull request that a check run is for."""

    sha: str
    """Full hash of the commit at its tip."""


class CheckRunPullRequest(Response):
    """A pull request that a check run is for, in brief."""

    id: int
    """GitHub's id of the pull request, which is not its number."""
    number: int
    """Number of it within the repository."""
    head: CheckRunRevision
    """Side that the changes come from."""
    base: CheckRunRevision
    """Side that the changes are to be merged into."""


class CheckRun(Response):
    """A check on a commit, which in Taskcluster is a task."""

    id: int
    """GitHub's id of the check run, which a `RerunMessage` has as `checkRunId`."""
    head_sha: str
    """Full hash of the commit that was checked."""
    status: str
    """How far it has come, such as `queued`, `in_progress` or `completed`."""
    conclusion: Annotated[str | None, MayBeNull] = None
    """How it ended, such as `success`, `failure` or `cancelled`; null while it runs."""
    name: str
    """Name that GitHub lists it under."""
    check_suite: CheckSuite
    """The suite that it belongs to."""
    pull_requests: list[CheckRunPullRequest]
    """Pull requests whose tip is the commit; empty for those from forks."""


class CheckRunWebhook(Response):
    """Sent by GitHub when something has happened to a check run (`X-GitHub-Event: check_run`).

    The service acts on `rerequested` only.
    """

    action: str
    """Event of the check run, such as `completed`, or `rerequested` when it is to run again."""
    check_run: CheckRun
    """The check that the event is about."""
    repository: WebhookRepository
    """Repository that it happened in."""
    installation: WebhookInstallation | None = None
    """The installation that the event comes through. Absent from a webhook that belongs to no
    App.
    """
    sender: WebhookAccount
    """User who caused the event."""


class WebhookSettings(Response):
    """How a webhook is set up on GitHub."""

    type: Literal["Repository", "Organization"] | Unrecognized
    """What it is set up for: one repository, or all of an organisation."""
    id: int
    """GitHub's id of the webhook, again."""
    name: Literal["web"] | Unrecognized
    """Always `web`: GitHub has no other kind any more."""
    active: bool
    """Whether GitHub sends events at all."""
    events: list[str]
    """Kinds of events that GitHub sends, such as `push`; `*` stands for all."""
    config: Annotated[JsonObject, Field(repr=False)]
    """Where GitHub sends events and how, with the address and a secret among the values."""


class PingWebhook(Response):
    """Sent by GitHub when a webhook has been set up, to try it (`X-GitHub-Event: ping`)."""

    zen: str
    """A saying that GitHub chose at random."""
    hook_id: int
    """GitHub's id of the webhook."""
    hook: WebhookSettings
    """Settings of the webhook that was just set up."""
    organization: Annotated[WebhookAccount | None, MayBeNull] = None
    """Organisation that it is set up for; absent or null for a repository."""
    repository: Annotated[WebhookRepository | None, MayBeNull] = None
    """Repository that it is set up for; absent or null for an organisation."""
    sender: WebhookAccount
    """User who caused the event."""


WebhookEvent: TypeAlias = (
    PullRequestWebhook
    | PushWebhook
    | IssueCommentWebhook
    | ReleaseWebhook
    | InstallationWebhook
    | CheckRunWebhook
    | PingWebhook
)
"""An event as GitHub sends it to the service. No property in it says of which kind it is, only the
header `X-GitHub-Event` does.
"""
