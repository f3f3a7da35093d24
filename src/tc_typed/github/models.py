"""Models of the github service: payloads, responses and Pulse messages.

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
    """A task group that the service created for an event on GitHub, and its state."""

    organization: str
    """Owner of the repository, a user or an organisation. Dots in the name are replaced by `%`, and
    characters other than letters, digits, `-` and `_` are left out.
    """
    repository: str
    """Name of the repository without its owner, with `%` for dots as in `organization`."""
    sha: str
    """Full hash of the commit that was built."""
    state: BuildState | Unrecognized
    """State of the build: `pending` until its tasks are resolved, and again if one is rerun."""
    taskGroupId: str
    """Slugid of the build's task group in the queue."""
    eventType: Annotated[str, Since(8)]
    """Event on GitHub, with its action if it has one: `push`, `tag`, `release`,
    `pull_request.opened` and so on. Servers before release 8 may omit this; the attribute is then
    missing.
    """
    eventId: Annotated[str, Since(8)]
    """GUID of GitHub's delivery of the event, or `Unknown` if it was not recorded. Servers before
    release 8 may omit this; the attribute is then missing.
    """
    created: Timestamp
    """Time (UTC) at which the service began the build."""
    updated: Timestamp
    """Time (UTC) at which the state last changed; for a finished build, the time at which it
    ended.
    """
    pullRequestNumber: int | None = None
    """Number of the pull request. Absent if the event was not about one."""


class ListBuildsResponse(Response):
    """Builds that the service knows about: one page of a list, or those that a call has
    cancelled.
    """

    builds: list[Build]
    """Builds on this page, or the cancelled builds."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class Repository(Response):
    """Result of looking up a repository on GitHub."""

    installed: bool
    """Whether this deployment's GitHub App is installed for the repository. Also false if GitHub
    gives no information.
    """


CommitStatusState: TypeAlias = Literal["pending", "success", "error", "failure"]
"""Marks that GitHub can show on a commit."""


class CreateStatusRequest(Request):
    """A commit status: the mark with a link that GitHub shows next to a commit.

    A later status with the same `context` replaces it.
    """

    state: CommitStatusState
    """Mark to show: `failure` for work that did not pass, `error` for work that could not be
    done.
    """
    target_url: str | None = None
    """URL that the status links to, such as the page of the task. If it is absent, the status has
    no link.
    """
    description: str | None = None
    """Short text about the result, shown next to the mark. GitHub accepts up to 140 characters.
    Defaults to none.
    """
    context: str | None = None
    """Name of the status, which distinguishes it from others on the same commit. Defaults to
    `default`.
    """


class CreateCommentRequest(Request):
    """A comment to write on an issue or a pull request, as the GitHub App."""

    body: str
    """Text of the comment in GitHub's Markdown."""


class FakePushEvent(Request):
    """A push of commits to `main`.

    For a pushed tag, set `ref` in `overrides` to one such as `refs/tags/v1.0`.
    """

    type: Literal["github-push"] = "github-push"
    """Always `github-push`: a branch or a tag was pushed."""
    overrides: FreeForm | None = None
    """Values that replace those of the sample, by name at the top level, such as `after` for
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
"""GitHub's names for events of a pull request."""


class FakePullRequestEvent(Request):
    """An event on a pull request, from a collaborator or from outside."""

    type: Literal["github-pull-request", "github-pull-request-untrusted"]
    """`github-pull-request`, or `github-pull-request-untrusted` for a pull request from outside
    under the policy `public_restricted`. Each has its own role, and therefore different scopes.
    """
    action: PullRequestAction
    """Event of the pull request. `synchronize` means that its branch has new commits."""
    overrides: FreeForm | None = None
    """Values that replace those of the sample, by name at the top level, such as `after` for
    another commit.
    """


ReleaseAction: TypeAlias = Literal[
    "published", "unpublished", "created", "edited", "deleted", "prereleased", "released"
]
"""GitHub's names for events of a release."""


class FakeReleaseEvent(Request):
    """An event on a release. The name of the role that the tasks run under ends with the action."""

    type: Literal["github-release"] = "github-release"
    """Always `github-release`: a release was created or changed."""
    action: ReleaseAction
    """Event of the release. `published` is the one that most files use."""
    overrides: FreeForm | None = None
    """Values that replace those of the sample, by name at the top level, such as `after` for
    another commit.
    """


IssueCommentAction: TypeAlias = Literal["created", "edited"]
"""GitHub's names for those events of a comment that can create tasks."""


class FakeIssueCommentEvent(Request):
    """A comment on a pull request, which can contain a `/taskcluster` command."""

    type: Literal["github-issue-comment"] = "github-issue-comment"
    """Always `github-issue-comment`: someone commented on a pull request."""
    action: IssueCommentAction
    """Event of the comment: `created` or `edited`."""
    overrides: FreeForm | None = None
    """Values that replace those of the sample, by name at the top level, such as `after` for
    another commit.
    """


FakeEvent: TypeAlias = Annotated[
    FakePushEvent | FakePullRequestEvent | FakeReleaseEvent | FakeIssueCommentEvent,
    Field(discriminator="type"),
]
"""A made-up event. In the file, its `type` is available as `tasks_for`. The rest is a sample of
what GitHub sends, which `overrides` can change.
"""


class RenderTaskclusterYmlRequest(Request):
    """A `.taskcluster.yml` to try out, and an event to try it with. Nothing is created."""

    body: str
    """Content of the file as it would be committed, in YAML."""
    fakeEvent: FakeEvent
    """Event to render the file for."""
    organization: Annotated[str, Field(pattern="^[-a-zA-Z0-9]{1,39}$")] | None = None
    """Owner of the repository that the event comes from: 1 to 39 letters, digits or `-`. Defaults
    to `taskcluster`.
    """
    repository: Annotated[str, Field(pattern="^[-a-zA-Z0-9_.]{1,100}$")] | None = None
    """Repository that the event comes from, without its owner, up to 100 characters. Defaults to
    `testing`.
    """


class RenderedTaskclusterYml(Response):
    """Result of rendering a `.taskcluster.yml`: the tasks that the service would create, and the
    scopes that it would use.
    """

    tasks: list[JsonObject]
    """Tasks in the order in which they would be created, each with a `taskId` and the definition as
    `task`. The queue has not checked them.
    """
    scopes: list[str]
    """Scopes that the service would create the tasks with, starting with the role of the
    repository. The scopes of each task are in its definition.
    """


class PullRequestMessage(Response):
    """Sent when something has happened to a pull request, such as a comment with a `/taskcluster`
    command.
    """

    version: int
    """Version of the message format, always 1."""
    organization: str
    """Owner of the repository, a user or an organisation. Dots in the name are replaced by `%`, and
    characters other than letters, digits, `-` and `_` are left out.
    """
    repository: str
    """Name of the repository without its owner, with `%` for dots as in `organization`."""
    action: str
    """Event of the pull request, such as `opened` or `synchronize`; for a comment, `created` or
    `edited`.
    """
    tasks_for: Annotated[str, Since(8, "github-pull-request")]
    """Kind of event, as named in `.taskcluster.yml`: `github-pull-request`, or
    `github-issue-comment`. Servers before release 8 may omit this; it is then
    `github-pull-request`.
    """
    branch: Annotated[str, Since(8)]
    """Branch that the changes come from. For a comment it is `unknown`, since GitHub does not send
    it. Servers before release 8 may omit this; the attribute is then missing.
    """
    eventId: Annotated[str, Since(8)]
    """GUID of GitHub's delivery of the event, from the `X-GitHub-Delivery` header. Servers before
    release 8 may omit this; the attribute is then missing.
    """
    installationId: Annotated[int, Since(8)]
    """GitHub's id of the App installation through which the event was sent. Servers before release
    8 may omit this; the attribute is then missing.
    """
    body: Annotated[JsonObject, Since(8)]
    """Everything that GitHub sent, unchanged: a `PullRequestWebhook`, or for a comment an
    `IssueCommentWebhook`. Servers before release 8 may omit this; the attribute is then missing.
    """
    details: JsonObject | None = None
    """Details of the event under dotted names such as `event.head.sha`, which a `.taskcluster.yml`
    of version 0 can use.
    """


class PushMessage(Response):
    """Sent when commits or a tag have been pushed to a repository."""

    version: int
    """Version of the message format, always 1."""
    organization: str
    """Owner of the repository, a user or an organisation. Dots in the name are replaced by `%`, and
    characters other than letters, digits, `-` and `_` are left out.
    """
    repository: str
    """Name of the repository without its owner, with `%` for dots as in `organization`."""
    tasks_for: Annotated[str, Since(8, "github-push")]
    """Kind of event, as named in `.taskcluster.yml`: `github-push`. Servers before release 8 may
    omit this; it is then `github-push`.
    """
    branch: Annotated[str, Since(8)]
    """Branch or tag that was pushed, without `refs/heads/` or `refs/tags/`. Servers before release
    8 may omit this; the attribute is then missing.
    """
    eventId: Annotated[str, Since(8)]
    """GUID of GitHub's delivery of the event, from the `X-GitHub-Delivery` header. Servers before
    release 8 may omit this; the attribute is then missing.
    """
    installationId: Annotated[int, Since(8)]
    """GitHub's id of the App installation through which the event was sent. Servers before release
    8 may omit this; the attribute is then missing.
    """
    body: Annotated[JsonObject, Since(8)]
    """Everything that GitHub sent, unchanged: a `PushWebhook`. Servers before release 8 may omit
    this; the attribute is then missing.
    """
    details: JsonObject | None = None
    """Details of the event under dotted names such as `event.head.sha`, which a `.taskcluster.yml`
    of version 0 can use.
    """


class ReleaseMessage(Response):
    """Sent when a release has been created or changed."""

    version: int
    """Version of the message format, always 1."""
    organization: str
    """Owner of the repository, a user or an organisation. Dots in the name are replaced by `%`, and
    characters other than letters, digits, `-` and `_` are left out.
    """
    repository: str
    """Name of the repository without its owner, with `%` for dots as in `organization`."""
    tasks_for: Annotated[str, Since(8, "github-release")]
    """Kind of event, as named in `.taskcluster.yml`: `github-release`. Servers before release 8 may
    omit this; it is then `github-release`.
    """
    branch: Annotated[str, Since(8)]
    """Branch or commit that GitHub creates the tag from if it does not exist yet. Servers before
    release 8 may omit this; the attribute is then missing.
    """
    eventId: Annotated[str, Since(8)]
    """GUID of GitHub's delivery of the event, from the `X-GitHub-Delivery` header. Servers before
    release 8 may omit this; the attribute is then missing.
    """
    installationId: Annotated[int, Since(8)]
    """GitHub's id of the App installation through which the event was sent. Servers before release
    8 may omit this; the attribute is then missing.
    """
    body: Annotated[JsonObject, Since(8)]
    """Everything that GitHub sent, unchanged: a `ReleaseWebhook`. Servers before release 8 may omit
    this; the attribute is then missing.
    """
    details: JsonObject | None = None
    """Details of the event under dotted names such as `event.head.sha`, which a `.taskcluster.yml`
    of version 0 can use.
    """


class RerunMessage(Response):
    """Sent when a user has asked GitHub to rerun a check.

    The service then reruns the task behind it.
    """

    version: int
    """Version of the message format, always 1."""
    organization: str
    """Owner of the repository, a user or an organisation. Dots in the name are replaced by `%`, and
    characters other than letters, digits, `-` and `_` are left out.
    """
    repository: str
    """Name of the repository without its owner, with `%` for dots as in `organization`."""
    checkRunId: float
    """GitHub's id of the check run to repeat, which represents one task."""
    checkSuiteId: float
    """GitHub's id of the check suite that the run belongs to."""
    tasks_for: str
    """Kind of event: `github-push`, as in a `PushMessage`."""
    eventId: str
    """GUID of GitHub's delivery of the event, from the `X-GitHub-Delivery` header."""
    installationId: int
    """GitHub's id of the App installation through which the event was sent."""
    body: JsonObject
    """Everything that GitHub sent, unchanged: a `CheckRunWebhook`."""
    details: JsonObject | None = None
    """Details of the event under dotted names such as `event.head.sha`, which a `.taskcluster.yml`
    of version 0 can use.
    """


class TaskGroupCreationRequestedMessage(Response):
    """Sent when the service has asked the queue to create the tasks of a new task group.

    It is meant for the service itself, which then shows the first status on GitHub, so it may
    change.
    """

    version: int
    """Version of the message format, always 1."""
    organization: str
    """Owner of the repository, a user or an organisation. Dots in the name are replaced by `%`, and
    characters other than letters, digits, `-` and `_` are left out.
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
    """Version of the message format, always 1."""
    organization: str
    """Owner of the repository, a user or an organisation, as GitHub spells it."""
    repository: str
    """Name of the repository without its owner, as GitHub spells it; dots are kept, unlike in other
    messages.
    """
    ref: str
    """Full name of the branch or tag that was pushed, such as `refs/heads/main` or
    `refs/tags/v1.0`.
    """
    eventId: str
    """GUID of GitHub's delivery of the push, the same as in its `PushMessage`."""


LegacyPullRequestPolicy: TypeAlias = Literal["public", "collaborators"]
"""Groups of people whose pull requests can get tasks, in the old format."""


class LegacyTaskclusterYmlMetadata(Request):
    """Metadata of a file in the old format, such as its name and description."""

    name: Annotated[str, Field(max_length=255)]
    """Short title, up to 255 characters."""
    description: Annotated[str, Field(max_length=32768)]
    """Purpose of the tasks, in Markdown, up to 32768 characters."""
    owner: Annotated[str, Field(max_length=255)]
    """Email address of the person or team responsible for the tasks, up to 255 characters. It can
    be a template such as `{{ event.head.user.email }}`.
    """
    source: Annotated[str, Field(max_length=4096)]
    """Link to the place where the tasks are defined, up to 4096 characters. It can be a template
    such as `{{ event.head.repo.url }}`.
    """


class LegacyTaskclusterYmlTask(Request, extra="allow"):
    """Template of one task: a task definition whose strings can contain `{{ }}`.

    List the events that it is for in `extra.github.events`; without them the task is never created.
    """

    created: str | None = None
    """Time at which the task is created. Defaults to `{{ $fromNow }}`, the time of rendering."""
    deadline: str | None = None
    """Time by which the task must be resolved. Defaults to `{{ '1 day' | $fromNow }}`, a day after
    rendering.
    """


class LegacyTaskclusterYml(Request):
    """Content of a `.taskcluster.yml` of version 0, the old format, after parsing the YAML.

    The service still accepts it; write new files as `TaskclusterYml`.
    """

    version: Literal[0]
    """Version of the format. Always 0, which marks the old one."""
    allowPullRequests: LegacyPullRequestPolicy | None = None
    """Pull requests that get tasks: all of them (`public`) or only those of collaborators. The file
    on the default branch decides. Defaults to `collaborators`.
    """
    metadata: LegacyTaskclusterYmlMetadata | None = None
    """Human-readable information about everything that the file defines."""
    tasks: list[LegacyTaskclusterYmlTask] | None = None
    """Templates of the tasks, in which `{{ }}` inserts details of the event. Defaults to no
    tasks.
    """


PullRequestPolicy: TypeAlias = Literal[
    "public", "public_restricted", "collaborators", "collaborators_quiet"
]
"""Ways to treat pull requests, depending on who opens them."""


class TaskclusterYmlPolicy(Request):
    """Limits on who can cause tasks with pull requests and comments."""

    pullRequests: PullRequestPolicy | None = None
    """Pull requests that get tasks: all of them (`public`), all of them, with a separate role for
    those from outside (`public_restricted`), or only those of collaborators. With `collaborators`,
    a comment tells other people that their pull request gets no tasks; with `collaborators_quiet`,
    there is no comment. Defaults to `collaborators`.
    """
    allowComments: Literal["collaborators"] | None = None
    """People who can start tasks with a comment `/taskcluster <command>` on a pull request. By
    default nobody can. Such tasks run with the role for trusted pull requests, no matter who wrote
    the code.
    """


class TaskclusterYmlHook(Request):
    """A hook to trigger for each event.

    Its payload has the values that the `tasks` template can use, a `taskId` for the task to create,
    and `context`.
    """

    name: str
    """Existing hook, as `<hookGroupId>/<hookId>`. The role of the repository needs the scope
    `hooks:trigger-hook:<hookGroupId>/<hookId>`.
    """
    context: FreeForm | None = None
    """Your own values for the hook, passed on unchanged, without rendering them with JSON-e. Empty
    by default.
    """


class TaskclusterYml(Request):
    """Content of a `.taskcluster.yml` of version 1, after parsing the YAML.

    It defines the tasks to create and the hooks to trigger when something happens to the repository
    on GitHub. The service takes the file from the commit that the event is about.
    """

    version: Literal[1]
    """Version of the format. Always 1; a file with 0 is a `LegacyTaskclusterYml`."""
    autoCancelPreviousChecks: bool | None = None
    """Whether new commits on a pull request cancel the builds that are still running for older
    ones. Builds of the default branch continue. Defaults to true.
    """
    policy: TaskclusterYmlPolicy | None = None
    """Rules for who can cause tasks to run. Only the file on the default branch counts, so a pull
    request cannot loosen the rules for itself.
    """
    reporting: Literal["checks-v1"] | None = None
    """Form in which GitHub shows the results. With `checks-v1` each task is a check run; by default
    there is one commit status for all tasks.
    """
    tasks: list[FreeForm] | FreeForm | None = None
    """Template of the tasks, rendered with JSON-e. It can use `event`, `tasks_for`, `now`,
    `taskcluster_root_url` and the function `as_slugid`. It must produce a list of task definitions,
    each of which can also have a `taskId`. Defaults to no tasks.
    """
    hooks: list[TaskclusterYmlHook] | None = None
    """Hooks to trigger in addition to the tasks or instead of them. If one fails, the others are
    still triggered and a comment on GitHub explains the failure. Defaults to none.
    """


class WebhookAccount(Response):
    """An account on GitHub: a user, an App, or an organisation."""

    login: str
    """Name of the account, which is part of its URL: `https://github.com/<login>`. An App's name
    ends with `[bot]`.
    """


class WebhookOwner(Response):
    """Owner of a repository, a user or an organisation.

    GitHub sends the name as `login`, as `name`, or as both.
    """

    login: str | None = None
    """Name of the account; absent from some pushes."""
    name: str | None = None
    """Name of the account too; usually only present in pushes."""


class WebhookCloneableRepository(Response):
    """A repository that an event is about, with its URL for cloning."""

    name: str
    """Name of the repository without its owner."""
    full_name: str
    """Name with the owner, `owner/name`."""
    clone_url: str
    """URL to clone the repository from over HTTPS."""
    owner: WebhookOwner
    """Account that owns the repository."""


class PullRequestBranch(Response):
    """One side of a pull request."""

    ref: str
    """Name of the branch, without `refs/heads/`."""
    sha: str
    """Full hash of the latest commit of the branch."""
    repo: WebhookCloneableRepository
    """Repository that the branch is in, which can be a fork."""


class WebhookPullRequest(Response):
    """A pull request on GitHub."""

    number: int
    """Number of the pull request within the repository; issues and pull requests share one
    count.
    """
    state: Literal["open", "closed"] | Unrecognized
    """State of the pull request; `closed` if it was merged."""
    title: str | None = None
    """Title of the issue or pull request."""
    user: WebhookAccount
    """User who opened it."""
    head: PullRequestBranch
    """Branch that the changes come from."""
    base: PullRequestBranch
    """Branch that the changes are to be merged into."""


class PullRequestRepository(Response):
    """A repository that takes pull requests."""

    full_name: str
    """Name with the owner, `owner/name`."""
    owner: WebhookOwner
    """Account that owns the repository."""


class WebhookInstallation(Response):
    """The installation of the GitHub App through which an event was sent."""

    id: int
    """GitHub's id of the installation; Pulse messages contain it as `installationId`."""


class PullRequestWebhook(Response):
    """Sent by GitHub when something has happened to a pull request (`X-GitHub-Event:
    pull_request`).
    """

    action: PullRequestAction | Unrecognized
    """GitHub's name for the event; `synchronize` means new commits. GitHub adds new names from time
    to time.
    """
    number: int
    """Number of the pull request within its repository."""
    pull_request: WebhookPullRequest
    """The pull request that the event is about, as it is after the event."""
    repository: PullRequestRepository
    """The repository that a pull request was opened in."""
    installation: WebhookInstallation | None = None
    """Installation of the App through which the event was sent. Absent if the webhook does not
    belong to an App.
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
    """Whole commit message, title and body."""


class PushWebhook(Response):
    """Sent by GitHub when a branch or a tag has been pushed, created or deleted (`X-GitHub-Event:
    push`).
    """

    ref: str
    """Full name of the branch or tag that was pushed, such as `refs/heads/main` or
    `refs/tags/v1.0`.
    """
    before: str
    """Commit that the branch or tag pointed to before, all zeros if it is new."""
    after: str
    """Commit that the branch or tag points to now, all zeros if it was deleted."""
    repository: WebhookCloneableRepository
    """Repository that was pushed to."""
    pusher: WebhookPusher
    """Account that pushed the commits."""
    commits: list[WebhookCommit]
    """Commits in the push, oldest first. GitHub leaves out commits beyond 2048."""
    head_commit: Annotated[WebhookCommit | None, MayBeNull] = None
    """Newest commit, or null if a branch or tag was deleted."""
    installation: WebhookInstallation | None = None
    """Installation of the App through which the event was sent. Absent if the webhook does not
    belong to an App.
    """
    sender: WebhookAccount
    """User who caused the event."""


class WebhookIssue(Response):
    """An issue or a pull request; GitHub treats pull requests as a kind of issue."""

    number: int
    """Number of the pull request within the repository."""
    title: str
    """Title of the issue or pull request."""
    state: Literal["open", "closed"] | Unrecognized
    """State of the issue or pull request."""
    user: WebhookAccount
    """User who opened it."""
    pull_request: Annotated[JsonObject | None, MayBeNull] = None
    """URLs of the pull request. Absent or null for an ordinary issue."""


class WebhookComment(Response):
    """A comment under an issue or a pull request."""

    id: int
    """GitHub's id of the comment."""
    user: WebhookAccount
    """User who wrote it."""
    body: str
    """Text of the comment in Markdown. The service looks for `/taskcluster <command>` here."""


class WebhookRepository(Response):
    """The repository that an event is about."""

    name: str
    """Name of the repository without its owner."""
    full_name: str
    """Name with the owner, `owner/name`."""
    owner: WebhookOwner
    """Account that owns the repository."""


class IssueCommentWebhook(Response):
    """Sent by GitHub when someone has commented on an issue or a pull request (`X-GitHub-Event:
    issue_comment`).
    """

    action: str
    """Event of the comment: `created`, `edited` or `deleted`. GitHub may add others."""
    issue: WebhookIssue
    """Issue or pull request that was commented on."""
    comment: WebhookComment
    """The comment that the event is about."""
    repository: WebhookRepository
    """Repository in which the event happened."""
    installation: WebhookInstallation | None = None
    """Installation of the App through which the event was sent. Absent if the webhook does not
    belong to an App.
    """
    sender: WebhookAccount
    """User who caused the event."""


class WebhookRelease(Response):
    """A release on GitHub."""

    id: int
    """GitHub's id of the release."""
    tag_name: str
    """Tag of the release's commit."""
    target_commitish: str
    """Branch or commit that the tag is created from, if it does not exist yet."""
    name: Annotated[str | None, MayBeNull] = None
    """Title of the release, or null if it has none."""
    draft: bool
    """Whether the release is a draft, visible only to users who can write to the repository."""
    prerelease: bool
    """Whether the release is marked as not ready for production."""
    author: WebhookAccount
    """User who created the release."""


class ReleaseWebhook(Response):
    """Sent by GitHub when something has happened to a release (`X-GitHub-Event: release`)."""

    action: ReleaseAction | Unrecognized
    """GitHub's name for the event. GitHub adds new names from time to time."""
    release: WebhookRelease
    """The release that the event is about, as it is after the event."""
    repository: WebhookRepository
    """Repository in which the event happened."""
    installation: WebhookInstallation | None = None
    """Installation of the App through which the event was sent. Absent if the webhook does not
    belong to an App.
    """
    sender: WebhookAccount
    """User who caused the event."""


AccountType: TypeAlias = Literal["User", "Organization"]
"""Kinds of accounts on GitHub."""


class InstallationAccount(Response):
    """A user or an organisation that has installed the GitHub App."""

    login: str
    """Name of the account, which is part of its URL: `https://github.com/<login>`. An App's name
    ends with `[bot]`.
    """
    id: int
    """GitHub's id of the account, which stays the same if the account is renamed."""
    type: AccountType | Unrecognized
    """Type of account: a single user or an organisation."""


class InstallationDetails(Response):
    """An installation of the GitHub App: its account, and the repositories that it can access."""

    id: int
    """GitHub's id of the installation; Pulse messages contain it as `installationId`."""
    account: InstallationAccount
    """The account that has the App installed."""
    repository_selection: Literal["all", "selected"] | Unrecognized
    """Repositories of the account that the App can access: `all`, or only `selected` ones."""
    target_id: int
    """GitHub's id of the account that the App is installed on, the same as in `account`."""
    target_type: AccountType | Unrecognized
    """Type of account that the App is installed on: a user or an organisation."""


class InstalledRepository(Response):
    """A repository that an installation can access."""

    id: int
    """GitHub's id of the repository, which stays the same if the repository is renamed."""
    name: str
    """Name of the repository without its owner."""
    full_name: str
    """Name with the owner, `owner/name`."""


class InstallationWebhook(Response):
    """Sent by GitHub when the App has been installed somewhere or removed (`X-GitHub-Event:
    installation`).
    """

    action: str
    """Event of the installation, such as `created`, `deleted` or `suspend`. GitHub adds new ones
    from time to time.
    """
    installation: InstallationDetails
    """The installation that the event is about."""
    repositories: list[InstalledRepository] | None = None
    """Repositories that the App can access now, or could before the event. Absent from some
    actions.
    """
    sender: WebhookAccount
    """User who caused the event."""


class CheckSuite(Response):
    """All check runs that one App has for a commit."""

    id: int
    """GitHub's id of the suite, which a `RerunMessage` has as `checkSuiteId`."""
    head_sha: str
    """Full hash of the commit that the suite is for."""
    head_branch: Annotated[str | None, MayBeNull] = None
    """Branch that the commit was pushed to, or null if GitHub does not know it."""


class CheckRunRevision(Response):
    """One side of a pull request that a check run is for."""

    sha: str
    """Full hash of the latest commit of the branch."""


class CheckRunPullRequest(Response):
    """Summary of a pull request that a check run is for."""

    id: int
    """GitHub's id of the pull request, which is not its number."""
    number: int
    """Number of the pull request within the repository."""
    head: CheckRunRevision
    """Branch that the changes come from."""
    base: CheckRunRevision
    """Branch that the changes are to be merged into."""


class CheckRun(Response):
    """A check on a commit; in Taskcluster, it is a task."""

    id: int
    """GitHub's id of the check run, which a `RerunMessage` has as `checkRunId`."""
    head_sha: str
    """Full hash of the commit that was checked."""
    status: str
    """Progress of the check run, such as `queued`, `in_progress` or `completed`."""
    conclusion: Annotated[str | None, MayBeNull] = None
    """Result of the check run, such as `success`, `failure` or `cancelled`; null while it runs."""
    name: str
    """Name under which GitHub lists the check run."""
    check_suite: CheckSuite
    """Check suite that the check run belongs to."""
    pull_requests: list[CheckRunPullRequest]
    """Pull requests whose latest commit is the one that was checked; empty for pull requests from
    forks.
    """


class CheckRunWebhook(Response):
    """Sent by GitHub when something has happened to a check run (`X-GitHub-Event: check_run`).

    The service only acts on `rerequested`.
    """

    action: str
    """Event of the check run, such as `completed`, or `rerequested` when it is to run again."""
    check_run: CheckRun
    """The check that the event is about."""
    repository: WebhookRepository
    """Repository in which the event happened."""
    installation: WebhookInstallation | None = None
    """Installation of the App through which the event was sent. Absent if the webhook does not
    belong to an App.
    """
    sender: WebhookAccount
    """User who caused the event."""


class WebhookSettings(Response):
    """Settings of a webhook on GitHub."""

    type: Literal["Repository", "Organization"] | Unrecognized
    """Type of webhook: for one repository, or for a whole organisation."""
    id: int
    """GitHub's id of the webhook, the same as `hook_id`."""
    name: Literal["web"] | Unrecognized
    """Always `web`: GitHub no longer has any other kind."""
    active: bool
    """Whether GitHub sends events."""
    events: list[str]
    """Kinds of events that GitHub sends, such as `push`; `*` means all."""
    config: Annotated[JsonObject, Field(repr=False)]
    """Settings for the delivery of events, including the URL and a secret."""


class PingWebhook(Response):
    """Sent by GitHub when a webhook has been set up, to test it (`X-GitHub-Event: ping`)."""

    zen: str
    """A saying that GitHub chose at random."""
    hook_id: int
    """GitHub's id of the webhook."""
    hook: WebhookSettings
    """Settings of the webhook that was just set up."""
    organization: Annotated[WebhookAccount | None, MayBeNull] = None
    """Organisation that the webhook is set up for; absent or null for a repository."""
    repository: Annotated[WebhookRepository | None, MayBeNull] = None
    """Repository that the webhook is set up for; absent or null for an organisation."""
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
"""An event as GitHub sends it to the service. Its kind is only in the `X-GitHub-Event` header, not
in any property.
"""
