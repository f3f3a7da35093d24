"""Models of the treeherder service: Pulse messages.

Compiled from schemas/legacy/treeherder by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from tc_typed.core.models.base import Response
from tc_typed.core.models.fields import JsonObject, Tagged, Timestamp, Unrecognized


class MercurialOrigin(Response):
    """A revision in one of Mozilla's Mercurial repositories."""

    kind: Literal["hg.mozilla.org"]
    """Always `hg.mozilla.org`, for Mozilla's Mercurial repositories."""
    project: str
    """Project that the revision is in, such as `mozilla-central`."""
    revision: str
    """Changeset at the tip of the push, as 40 hexadecimal digits."""
    pushLogID: int | None = None
    """Number of the push in the project's push log on the Mercurial server."""


class MercurialHashOrigin(Response):
    """A push to one of Mozilla's Mercurial repositories, identified by a hash of its revisions.

    Used by older branches that could not determine the revision.
    """

    kind: Literal["hg.mozilla.org"]
    """Always `hg.mozilla.org`, for Mozilla's Mercurial repositories."""
    project: str
    """Project that the revision is in, such as `mozilla-central`."""
    revision_hash: str
    """Treeherder's hash of the push's revisions, as 40 hexadecimal digits."""
    pushLogID: int | None = None
    """Number of the push in the project's push log on the Mercurial server."""


class GitHubOrigin(Response):
    """A commit in a GitHub repository, pushed or in a pull request."""

    kind: Literal["github.com"]
    """Always `github.com`."""
    owner: str | None = None
    """User or organisation that owns the repository."""
    project: str
    """Repository that the commit is in, without its owner."""
    revision: str
    """Id of the commit, 40 characters."""
    pullRequestID: int | None = None
    """Number of the pull request, if there is one."""


class UnrecognizedJobOrigin(Response):
    """A kind of `JobOrigin` that this version does not know, for example from a newer server.

    `kind` identifies the kind; all other properties are kept.
    """

    kind: Unrecognized
    """Value of `kind`, which this version does not know."""


JobOrigin: TypeAlias = Annotated[
    MercurialOrigin | MercurialHashOrigin | GitHubOrigin | UnrecognizedJobOrigin, Tagged("kind")
]
"""A revision in a Mercurial or GitHub repository."""


class JobDisplay(Response):
    """Symbols and names of a job and its group."""

    jobSymbol: str
    """Short symbol for the job in the list of results; may be empty."""
    jobName: str
    """Full name of the job."""
    groupSymbol: str
    """Short symbol for the group, `?` for none."""
    groupName: str | None = None
    """Full name of the group."""
    chunkId: int | None = None
    """Number of the part of a split test suite that the job runs, counting from 1."""
    chunkCount: int | None = None
    """Number of parts that the test suite is split into."""


JobState: TypeAlias = Literal["unscheduled", "pending", "running", "completed"]
"""States of a job."""

JobResult: TypeAlias = Literal["success", "fail", "exception", "canceled", "unknown"]
"""Outcomes of a job, or of a step of its log."""

JobKind: TypeAlias = Literal["build", "test", "other"]
"""Kinds of jobs."""


class Machine(Response):
    """Kind of machine, in the terms by which Treeherder groups jobs."""

    name: str | None = None
    """Name of the machine, if it has one."""
    platform: str
    """Treeherder's name for the platform, such as `linux64`."""
    os: str
    """Operating system, such as `linux`."""
    architecture: str
    """Processor architecture, such as `x86_64`."""


class JobLink(Response):
    """A link in the details of a job, shown as a label and a link text."""

    url: str
    """URL of the link."""
    linkText: str
    """Text of the link itself."""
    label: str
    """Text in front of the link."""


class JobInfo(Response):
    """Details of a job that Treeherder shows."""

    summary: str | None = None
    """Summary of the job and its outcome, as plain text. Sent with the last message about the
    job.
    """
    links: list[JobLink] | None = None
    """Links to show, one per line."""


class LogError(Response):
    """A line of a log that reports an error."""

    line: str | None = None
    """Text of the line."""
    linenumber: int | None = None
    """Number of the line in the log."""


class LogStep(Response):
    """A section of a log, with its start, end and errors."""

    name: str
    """Title of the section."""
    timeStarted: Timestamp
    """Time (UTC) at which the step started."""
    timeFinished: Timestamp
    """Time (UTC) at which the step ended."""
    lineStarted: int
    """Number of the section's first line."""
    lineFinished: int
    """Number of the section's last line."""
    result: JobResult | Unrecognized
    """Outcome of the step."""
    errors: list[LogError] | None = None
    """Lines of the section that report an error."""


class JobLog(Response):
    """A log of a job, possibly parsed already."""

    url: str
    """URL of the log."""
    name: str
    """Name of the log, from which Treeherder recognises its kind."""
    steps: list[LogStep] | None = None
    """Sections for the log viewer. If present, Treeherder does not parse the log itself."""
    errorsTruncated: bool | None = None
    """Whether the log had too many errors to list them all."""


class JobMessage(Response):
    """State of a Treeherder job, which is one run of a task."""

    version: int
    """Version of the message format."""
    taskId: str
    """Treeherder's key for the job, which replaces the older `job_guid`. It consists of the task's
    id, in another encoding, and the run's id.
    """
    retryId: int | None = None
    """Number of times that the infrastructure has retried the job: 0 for the first attempt."""
    isRetried: bool | None = None
    """Whether another attempt has replaced this one."""
    buildSystem: str | None = None
    """System that produced the job, such as `taskcluster`."""
    origin: JobOrigin
    """Revision that the job was run for."""
    display: JobDisplay
    """Symbols and full names with which Treeherder shows the job and its group."""
    state: JobState | Unrecognized
    """State of the job. `completed` only means that it has ended; see `result`."""
    result: JobResult | Unrecognized | None = None
    """Outcome of the job, or of a step of its log: `exception` is an infrastructure problem,
    `unknown` means that it has not ended yet.
    """
    jobKind: JobKind | Unrecognized
    """Kind of job: a build, a test or something else."""
    tier: int | None = None
    """Importance of failures: 1 for jobs that sheriffs monitor, 2 and 3 for those that matter less
    to them or not at all.
    """
    coalesced: list[str] | None = None
    """Keys of other jobs that were not run because this one covers them."""
    timeScheduled: Timestamp | None = None
    """Time (UTC) at which the job was scheduled."""
    timeStarted: Timestamp | None = None
    """Time (UTC) at which the job started to run. Absent until then."""
    timeCompleted: Timestamp | None = None
    """Time (UTC) at which the job ended. Absent until then."""
    labels: list[str] | None = None
    """Variants of the platform, such as `opt`, `debug`, `pgo` or `asan`. Treeherder used to call
    them options.
    """
    owner: str | None = None
    """Submitter of the job: a user, an email address or a scheduler."""
    reason: str | None = None
    """Reason for which the job was created, such as `scheduled`; free text."""
    productName: str | None = None
    """Product that the job belongs to, such as `firefox`."""
    buildMachine: Machine | None = None
    """Machine that the software under test was built on."""
    runMachine: Machine | None = None
    """Machine that the job ran on."""
    jobInfo: JobInfo | None = None
    """Further details to show for the job."""
    logs: list[JobLog] | None = None
    """Logs that the job has written."""
    extra: JsonObject | None = None
    """Free-form data, which Treeherder uses as far as it can."""
