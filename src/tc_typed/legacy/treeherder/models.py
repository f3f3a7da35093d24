"""Models of the treeherder service: its messages.

Compiled from schemas/legacy/treeherder by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from tc_typed.core.models.base import Response
from tc_typed.core.models.fields import JsonObject, Tagged, Timestamp, Unrecognized


class MercurialOrigin(Response):
    """A revision in one of Mozilla's Mercurial repositories."""

    kind: Literal["hg.mozilla.org"]
    """Always `hg.mozilla.org`, for a Mercurial repository of Mozilla's."""
    project: str
    """Project that the revision is in, such as `mozilla-central`."""
    revision: str
    """Changeset at the tip of the push, as 40 hexadecimal digits."""
    pushLogID: int | None = None
    """Number of the push in the log that the Mercurial server keeps of the project."""


class MercurialHashOrigin(Response):
    """A push to one of Mozilla's Mercurial repositories, by a hash over its revisions.

    Older branches sent it while they could not tell the revision.
    """

    kind: Literal["hg.mozilla.org"]
    """Always `hg.mozilla.org`, for a Mercurial repository of Mozilla's."""
    project: str
    """Project that the revision is in, such as `mozilla-central`."""
    revision_hash: str
    """Hash that Treeherder made of the revisions of the push, as 40 hexadecimal digits."""
    pushLogID: int | None = None
    """Number of the push in the log that the Mercurial server keeps of the project."""


class GitHubOrigin(Response):
    """A commit in a GitHub repository, pushed or in a pull request."""

    kind: Literal["github.com"]
    """Always `github.com`."""
    owner: str | None = None
    """User or organization that owns the repository."""
    project: str
    """Repository that the commit is in, without its owner."""
    revision: str
    """Id of the commit, 40 characters."""
    pullRequestID: int | None = None
    """Number of the pull request, where there is one."""


class UnrecognizedJobOrigin(Response):
    """A kind of `JobOrigin` that this version does not know, as a newer server may send.

    Its `kind` says which; what else came is kept.
    """

    kind: Unrecognized
    """The `kind` that this version does not know."""


JobOrigin: TypeAlias = Annotated[
    MercurialOrigin | MercurialHashOrigin | GitHubOrigin | UnrecognizedJobOrigin, Tagged("kind")
]
"""A revision in a Mercurial or GitHub repository."""


class JobDisplay(Response):
    """Letters and names that stand for a job on a page."""

    jobSymbol: str
    """Few characters that stand for the job in the list of results; may be empty."""
    jobName: str
    """Name of the job in full."""
    groupSymbol: str
    """Few characters that stand for the group, `?` for none."""
    groupName: str | None = None
    """Name of the group in full."""
    chunkId: int | None = None
    """Which part of a split test suite the job runs, from 1 up."""
    chunkCount: int | None = None
    """How many parts the test suite is split into."""


JobState: TypeAlias = Literal["unscheduled", "pending", "running", "completed"]
"""States of a job."""

JobResult: TypeAlias = Literal["success", "fail", "exception", "canceled", "unknown"]
"""Outcomes of a job, or of a step of its log."""

JobKind: TypeAlias = Literal["build", "test", "other"]
"""Kinds of jobs."""


class Machine(Response):
    """Kind of computer, in the terms by which Treeherder sorts jobs."""

    name: str | None = None
    """Name of the very machine, where it has one."""
    platform: str
    """Platform as Treeherder names it, such as `linux64`."""
    os: str
    """Operating system, such as `linux`."""
    architecture: str
    """Processor architecture, such as `x86_64`."""


class JobLink(Response):
    """A link in the details of a job, shown as a label and a text to click on."""

    url: str
    """Address that the link leads to."""
    linkText: str
    """Text to click on."""
    label: str
    """Text in front of the link."""


class JobInfo(Response):
    """Details that Treeherder shows of a job."""

    summary: str | None = None
    """What the job did and how it went, as plain text. It comes with the last message about the
    job.
    """
    links: list[JobLink] | None = None
    """Links to show, a line each."""


class LogError(Response):
    """A line of a log that reports an error."""

    line: str | None = None
    """Text of the line."""
    linenumber: int | None = None
    """Where in the log the line is."""


class LogStep(Response):
    """A section of a log, with the time it took and the errors in it."""

    name: str
    """Heading of the section."""
    timeStarted: Timestamp
    """Time (UTC) at which the step began."""
    timeFinished: Timestamp
    """Time (UTC) at which it ended."""
    lineStarted: int
    """First line of the section."""
    lineFinished: int
    """Last line of the section."""
    result: JobResult | Unrecognized
    """How the step ended."""
    errors: list[LogError] | None = None
    """Lines of the section that report an error."""


class JobLog(Response):
    """A log of a job, perhaps parsed already."""

    url: str
    """Address to read the log from."""
    name: str
    """Name of the log, which tells Treeherder what kind it is."""
    steps: list[LogStep] | None = None
    """What the log viewer shows. If it is here, Treeherder does not parse the log by itself."""
    errorsTruncated: bool | None = None
    """True where the log had too many errors to list them all."""


class JobMessage(Response):
    """Tells how a job stands that Treeherder shows: one run of a task."""

    version: int
    """Layout of the message."""
    taskId: str
    """Key by which Treeherder knows the job, which takes the place of its older `job_guid`. It is
    made of the task's id in another spelling and of the run.
    """
    retryId: int | None = None
    """How many times the infrastructure has started the job anew: 0 is the first try."""
    isRetried: bool | None = None
    """True once another try has taken the place of this one."""
    buildSystem: str | None = None
    """System that produced the job, such as `taskcluster`."""
    origin: JobOrigin
    """Revision that the job was run for."""
    display: JobDisplay
    """How Treeherder shows the job: its letters, its group and their full names."""
    state: JobState | Unrecognized
    """How far the job has come. `completed` only says that it is over; see `result`."""
    result: JobResult | Unrecognized | None = None
    """How the job, or a step of its log, ended: `exception` is trouble of the infrastructure,
    `unknown` stands in as long as it has not ended.
    """
    jobKind: JobKind | Unrecognized
    """Whether the job builds something, tests something or does neither."""
    tier: int | None = None
    """How much a failure matters: 1 for jobs that sheriffs watch over, 2 and 3 for those they care
    about less or not at all.
    """
    coalesced: list[str] | None = None
    """Keys of other jobs that this one was made to stand for, so that they were not run."""
    timeScheduled: Timestamp | None = None
    """Time (UTC) at which the job was put in line."""
    timeStarted: Timestamp | None = None
    """Time (UTC) at which it began to run. Absent until then."""
    timeCompleted: Timestamp | None = None
    """Time (UTC) at which it ended. Absent until then."""
    labels: list[str] | None = None
    """Variants of the platform, such as `opt`, `debug`, `pgo` or `asan`. Treeherder used to call
    them options.
    """
    owner: str | None = None
    """Who submitted the job: a user, an email address or a scheduler."""
    reason: str | None = None
    """Why the job was made, such as `scheduled`; free text."""
    productName: str | None = None
    """Product that the job belongs to, such as `firefox`."""
    buildMachine: Machine | None = None
    """What the thing under test was built on."""
    runMachine: Machine | None = None
    """What the job itself was run on."""
    jobInfo: JobInfo | None = None
    """Further things to show in the details of a job."""
    logs: list[JobLog] | None = None
    """Logs that the job has written."""
    extra: JsonObject | None = None
    """Free data. Treeherder makes of it what it can."""
