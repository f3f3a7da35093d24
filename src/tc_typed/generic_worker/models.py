"""Payloads of tasks for generic-worker.

Compiled from schemas/generic-worker by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from tc_typed.common.models import Sha256, SlugId
from tc_typed.core.models.base import Request
from tc_typed.core.models.constraints import Constraint, Needs
from tc_typed.core.models.fields import Format, Timestamp, UniqueItems
from tc_typed.docker_worker.models import DockerWorkerPayload


class ArtifactContent(Request):
    """Content that is an artifact of a certain task."""

    taskId: SlugId
    """Id of the task with the artifact. It must be among the `dependencies` of the task that mounts
    it.
    """
    artifact: Annotated[str, Field(max_length=1024)]
    """Name of the artifact, up to 1024 characters. If it is not a public one, the task needs the
    scope `queue:get-artifact:<artifact>`.
    """
    sha256: Sha256 | None = None
    """SHA-256 that the content must have, as 64 lower-case hex digits, or else the task fails. Left
    out, nothing is checked.
    """


class IndexedContent(Request):
    """Content that is an artifact of whichever task the index lists at the time."""

    namespace: Annotated[str, Field(max_length=255)]
    """Index path to look the task up by when this one starts, up to 255 characters."""
    artifact: Annotated[str, Field(max_length=1024)]
    """Name of the artifact, up to 1024 characters. If it is not a public one, the task needs the
    scope `queue:get-artifact:<artifact>`.
    """


class UrlContent(Request):
    """Content that the worker downloads from anywhere, without credentials."""

    url: Annotated[str, Format("uri")]
    """Address to download from. Anyone who can read the task sees it."""
    sha256: Sha256 | None = None
    """SHA-256 that the content must have, as 64 lower-case hex digits, or else the task fails. Left
    out, nothing is checked.
    """


class RawContent(Request):
    """Text content that stands in the payload."""

    raw: Annotated[str, Field(max_length=65536)]
    """The content itself, up to 65536 characters. Anyone who can read the task sees it."""


class Base64Content(Request):
    """Binary content that stands in the payload."""

    base64: Annotated[str, Field(max_length=65536, pattern="^[A-Za-z0-9/+]+[=]{0,2}$")]
    """The content in base64, up to 65536 characters of it. Anyone who can read the task can decode
    it.
    """


MountContent: TypeAlias = ArtifactContent | IndexedContent | UrlContent | RawContent | Base64Content
"""Where the bytes of a mount come from: an artifact, a download, or the payload itself."""

CompressionFormat: TypeAlias = Literal[
    "br", "bz2", "gz", "lz", "lz4", "mz", "sz", "xz", "zst", "zz"
]
"""Compressions of a single file that the worker can undo."""


class FileMount(Request):
    """A single file that the worker fetches before the task starts."""

    file: str
    """Where to put the file, absolute or relative to the task directory. The user that runs the
    commands must be able to write there.
    """
    content: MountContent
    """Where the file comes from."""
    format: CompressionFormat | None = None
    """Compression to undo on the way. Left out, the file stays as it comes."""


ArchiveFormat: TypeAlias = Literal[
    "7z",
    "rar",
    "tar",
    "tar.br",
    "tar.bz2",
    "tar.gz",
    "tar.lz",
    "tar.lz4",
    "tar.mz",
    "tar.sz",
    "tar.xz",
    "tar.zst",
    "tar.zz",
    "zip",
]
"""Format of an archive, with its compression if it has any."""


class WritableDirectoryCache(Request):
    """A directory that outlives the task: the next one on the same worker to mount the cache finds
    what this one left there.
    """

    _constraints: ClassVar[tuple[Constraint, ...]] = (
        Needs("content", "format"),
        Needs("format", "content"),
    )
    cacheName: str
    """Name of the cache on the worker. Needs the scope `generic-worker:cache:<cacheName>`."""
    directory: str
    """Where to mount it, absolute or relative to the task directory. The user that runs the
    commands must be able to write there.
    """
    content: MountContent | None = None
    """Archive that fills the cache when the worker makes it anew; needs `format`. Left out, a new
    cache is empty.
    """
    format: ArchiveFormat | None = None
    """Format of the archive in `content`, without which it may not be set."""


class ReadOnlyDirectory(Request):
    """A directory unpacked from an archive for this task alone: no later task sees what is changed
    there.
    """

    directory: str
    """Where to unpack the archive, absolute or relative to the task directory. The user that runs
    the commands must be able to write there.
    """
    content: MountContent
    """Where the archive comes from."""
    format: ArchiveFormat
    """Format of the archive. File names give no hint: it must be said."""


Mount: TypeAlias = FileMount | WritableDirectoryCache | ReadOnlyDirectory
"""A file, a cache, or a directory from an archive that the worker puts in place for the task."""


class GenericWorkerArtifact(Request):
    """File or directory on the worker that is to become an artifact of the task."""

    type: Literal["file", "directory"]
    """What to publish: one `file`, or a `directory`, below which each file becomes an artifact."""
    path: str
    """Where it lies, absolute or relative to the task directory, with slashes of either kind."""
    name: str | None = None
    """Name to publish it under, by default the `path`. The names of a directory's files begin with
    it. Reading what does not begin with `public/` takes a scope.
    """
    expires: Timestamp | None = None
    """UTC time at which the artifact may be deleted, between the task's `deadline` and its
    `expires`. Default: the latter.
    """
    contentType: str | None = None
    """MIME type to serve it with. Left out, the worker goes by the extension of each file's
    name.
    """
    contentEncoding: Literal["identity", "gzip"] | None = None
    """Compression to upload and serve it with; `identity` is none. Default: `gzip`, but none for
    files that are compressed anyway, such as `.zip` and `.png`.
    """
    optional: bool | None = None
    """Whether the task may do without it. If false, the default, and nothing lies at `path`, the
    task fails.
    """


class InsecurePosixFeatures(Request):
    """Switches for services that generic-worker, without users of their own for tasks, provides
    around a task.

    Each one left out takes its own default.
    """

    taskclusterProxy: bool | None = None
    """Run a proxy that signs Taskcluster requests with the scopes of the task, sparing it
    credentials of its own. Its address is in `TASKCLUSTER_PROXY_URL`. Off by default.
    """
    liveLog: bool | None = None
    """Serve the output from the worker as a live stream while the task runs. On by default."""
    backingLog: bool | None = None
    """Store the whole output of the commands as an artifact when the task ends. On by default."""
    resourceMonitor: bool | None = None
    """Log the memory use of each command, and abort one that leaves the worker too little memory
    for too long, which fails the task. On by default.
    """
    interactive: bool | None = None
    """Let people open a bash shell on the worker while the task runs, if the worker pool permits
    it. The artifact `private/generic-worker/shell.html` leads to it. Off by default.
    """
    loopbackAudio: bool | None = None
    """Give the task a virtual sound device under `/dev/snd`, made with `snd-aloop`. Linux only: on
    other systems the payload counts as malformed. Needs the scope
    `generic-worker:loopback-audio:<workerPoolId>`. Off by default.
    """
    loopbackVideo: bool | None = None
    """Give the task a virtual video device made with `v4l2loopback`, whose path is in
    `TASKCLUSTER_VIDEO_DEVICE`. Linux only: on other systems the payload counts as malformed. Needs
    the scope `generic-worker:loopback-video:<workerPoolId>`. Off by default.
    """


class GenericWorkerExitHandling(Request):
    """Exit codes of commands that mean something else than success or failure."""

    retry: Annotated[list[Annotated[int, Field(ge=1)]], UniqueItems] | None = None
    """Exit codes, 1 or more, that make the run an exception (`intermittent-task`) if any command
    ends with one. The queue then starts a new run, as long as the task has retries left.
    """
    purgeCaches: Annotated[list[Annotated[int, Field(ge=0)]], UniqueItems] | None = None
    """Exit codes, 0 or more, after which the worker discards the caches that the task mounts. The
    code of the command that ran last counts.
    """


class LogArtifactNames(Request):
    """Names for the artifacts in which a worker publishes its logs."""

    live: str | None = None
    """Artifact to follow the output in while the task runs. It only exists with `features.liveLog`
    on. Default: `public/logs/live.log`.
    """
    backing: str | None = None
    """Artifact with the whole output, stored when the task ends. It only exists with
    `features.backingLog` on. Default: `public/logs/live_backing.log`.
    """


ProxyInterface: TypeAlias = Literal["localhost", "docker-bridge"]
"""Network interfaces that the Taskcluster proxy can listen on."""


class InsecurePosixPayload(Request):
    """Payload of a task for generic-worker's insecure engine on Linux, macOS or FreeBSD, which runs
    the commands as the worker's own user.

    Nothing keeps tasks apart, so they have to be trusted.
    """

    command: Annotated[list[Annotated[list[str], Field(min_length=1)]], Field(min_length=1)]
    """Commands to run one after the other, each a list of a program and its arguments, such as
    `["/bin/bash", "-c", "ls"]`. One that fails ends the task.
    """
    maxRunTime: Annotated[int, Field(ge=1)]
    """Longest the task may run before it is stopped and fails, in whole seconds and at least 1. A
    value above the worker pool's `maxTaskRunTime` makes the payload malformed.
    """
    env: dict[str, str] | None = None
    """Environment variables for the commands, from name to value. The worker adds `TASK_ID`,
    `TASKCLUSTER_ROOT_URL` and the like. Anyone who can read the task sees them, so keep secrets
    out.
    """
    mounts: list[Mount] | None = None
    """Files, directories and caches to put in place before the first command runs."""
    artifacts: Annotated[list[GenericWorkerArtifact], UniqueItems] | None = None
    """Files and directories to publish after the last command, also when the task fails."""
    features: InsecurePosixFeatures | None = None
    """Services to switch on or off for this task."""
    osGroups: Annotated[list[str], UniqueItems] | None = None
    """Of no use with this engine, which makes no user for the task: leave it out or empty."""
    onExitStatus: GenericWorkerExitHandling | None = None
    """Special treatment for certain exit codes. Without it, any code but 0 fails the task with no
    retry.
    """
    logs: LogArtifactNames | None = None
    """Names of the artifacts that hold the output of the commands."""
    taskclusterProxyInterface: ProxyInterface | None = None
    """Network interface for the proxy of `features.taskclusterProxy`: `localhost`, or
    `docker-bridge` to serve containers that have a network of their own. Default: `localhost`.
    """
    supersederUrl: str | None = None
    """Has no effect any more and is accepted only so that old payloads stay valid."""


InsecurePosixOrDockerPayload: TypeAlias = InsecurePosixPayload | DockerWorkerPayload
"""Payload for generic-worker's insecure engine on Linux, macOS and FreeBSD: one of its own, or,
where the worker pool has d2g enabled, one for docker-worker, which it translates.
"""


class MultiuserPosixFeatures(Request):
    """Switches for services that generic-worker for many users, on Linux or macOS, provides around
    a task.

    Each one left out takes its own default.
    """

    taskclusterProxy: bool | None = None
    """Run a proxy that signs Taskcluster requests with the scopes of the task, sparing it
    credentials of its own. Its address is in `TASKCLUSTER_PROXY_URL`. Off by default.
    """
    liveLog: bool | None = None
    """Serve the output from the worker as a live stream while the task runs. On by default."""
    backingLog: bool | None = None
    """Store the whole output of the commands as an artifact when the task ends. On by default."""
    chainOfTrust: bool | None = None
    """Publish a signed record of the task, its artifacts and its environment, which later tasks can
    verify: `public/chain-of-trust.json`, with a `.sig` beside it. The task can add to it by a file
    `chain-of-trust-additional-data.json` in its directory. Off by default.
    """
    resourceMonitor: bool | None = None
    """Log the memory use of each command, and abort one that leaves the worker too little memory
    for too long, which fails the task. On by default.
    """
    interactive: bool | None = None
    """Let people open a bash shell as the task user while the task runs, if the worker pool permits
    it. The artifact `private/generic-worker/shell.html` leads to it. Off by default.
    """
    runTaskAsCurrentUser: bool | None = None
    """Run the commands as the worker's own user, often `root` or `LocalSystem`, and not as the task
    user. Needs the scope `generic-worker:run-task-as-current-user:<workerPoolId>`. Off by default.
    """
    loopbackAudio: bool | None = None
    """Give the task a virtual sound device under `/dev/snd`, made with `snd-aloop`. Linux only: on
    other systems the payload counts as malformed. Needs the scope
    `generic-worker:loopback-audio:<workerPoolId>`. Off by default.
    """
    loopbackVideo: bool | None = None
    """Give the task a virtual video device made with `v4l2loopback`, whose path is in
    `TASKCLUSTER_VIDEO_DEVICE`. Linux only: on other systems the payload counts as malformed. Needs
    the scope `generic-worker:loopback-video:<workerPoolId>`. Off by default.
    """


class MultiuserPosixPayload(Request):
    """Payload of a task for generic-worker's multiuser engine on Linux, macOS or FreeBSD, which
    makes a user for each task and runs the commands as that user.
    """

    command: Annotated[list[Annotated[list[str], Field(min_length=1)]], Field(min_length=1)]
    """Commands to run one after the other, each a list of a program and its arguments, such as
    `["/bin/bash", "-c", "ls"]`. One that fails ends the task.
    """
    maxRunTime: Annotated[int, Field(ge=1)]
    """Longest the task may run before it is stopped and fails, in whole seconds and at least 1. A
    value above the worker pool's `maxTaskRunTime` makes the payload malformed.
    """
    env: dict[str, str] | None = None
    """Environment variables for the commands, from name to value. They may replace the worker's
    `HOME`, `PATH` and `USER`, but not its `TASK_ID`, `TASKCLUSTER_ROOT_URL` and the like. Anyone
    who can read the task sees them, so keep secrets out.
    """
    mounts: list[Mount] | None = None
    """Files, directories and caches to put in place before the first command runs."""
    artifacts: Annotated[list[GenericWorkerArtifact], UniqueItems] | None = None
    """Files and directories to publish after the last command, also when the task fails."""
    features: MultiuserPosixFeatures | None = None
    """Services to switch on or off for this task."""
    osGroups: Annotated[list[str], UniqueItems] | None = None
    """Groups of the operating system to put the task user in. Each needs the scope
    `generic-worker:os-group:<workerPoolId>/<group>`.
    """
    onExitStatus: GenericWorkerExitHandling | None = None
    """Special treatment for certain exit codes. Without it, any code but 0 fails the task with no
    retry.
    """
    logs: LogArtifactNames | None = None
    """Names of the artifacts that hold the output of the commands."""
    taskclusterProxyInterface: ProxyInterface | None = None
    """Network interface for the proxy of `features.taskclusterProxy`: `localhost`, or
    `docker-bridge` to serve containers that have a network of their own. Default: `localhost`.
    """
    supersederUrl: str | None = None
    """Has no effect any more and is accepted only so that old payloads stay valid."""


MultiuserPosixOrDockerPayload: TypeAlias = MultiuserPosixPayload | DockerWorkerPayload
"""Payload for generic-worker's multiuser engine on Linux, macOS and FreeBSD: one of its own, or,
where the worker pool has d2g enabled, one for docker-worker, which it translates.
"""


class MultiuserWindowsFeatures(Request):
    """Switches for services that generic-worker for many users, on Windows, provides around a task.

    Each one left out takes its own default.
    """

    taskclusterProxy: bool | None = None
    """Run a proxy that signs Taskcluster requests with the scopes of the task, sparing it
    credentials of its own. Its address is in `TASKCLUSTER_PROXY_URL`. Off by default.
    """
    liveLog: bool | None = None
    """Serve the output from the worker as a live stream while the task runs. On by default."""
    backingLog: bool | None = None
    """Store the whole output of the commands as an artifact when the task ends. On by default."""
    chainOfTrust: bool | None = None
    """Publish a signed record of the task, its artifacts and its environment, which later tasks can
    verify: `public/chain-of-trust.json`, with a `.sig` beside it. The task can add to it by a file
    `chain-of-trust-additional-data.json` in its directory. Off by default.
    """
    resourceMonitor: bool | None = None
    """Log the memory use of each command, and abort one that leaves the worker too little memory
    for too long, which fails the task. On by default.
    """
    interactive: bool | None = None
    """Let people open PowerShell as the task user while the task runs, if the worker pool permits
    it. Off by default.
    """
    runTaskAsCurrentUser: bool | None = None
    """Run the commands as the worker's own user, often `root` or `LocalSystem`, and not as the task
    user. Needs the scope `generic-worker:run-task-as-current-user:<workerPoolId>`. Off by default.
    """
    runAsAdministrator: bool | None = None
    """Run the commands with UAC elevation. The payload is malformed if the worker has UAC off, or
    with `chainOfTrust` on. The task user still needs a group such as `Administrators` from
    `osGroups`. Needs the scope `generic-worker:run-as-administrator:<workerPoolId>`. Off by
    default.
    """
    hideCmdWindow: bool | None = None
    """Run each command without its console window, which could cover what a graphical program
    shows. Not for programs that open consoles themselves. Off by default.
    """


class MultiuserWindowsPayload(Request):
    """Payload of a task for generic-worker on Windows, which makes a user for each task and runs
    the commands as that user.
    """

    command: Annotated[list[str], Field(min_length=1)]
    """Commands to run one after the other, each a line as in a batch file, such as `cd build`.
    Variables and the working directory carry over to the next; one that fails ends the task.
    """
    maxRunTime: Annotated[int, Field(ge=1)]
    """Longest the task may run before it is stopped and fails, in whole seconds and at least 1. A
    value above the worker pool's `maxTaskRunTime` makes the payload malformed.
    """
    env: dict[str, str] | None = None
    """Environment variables for the commands, from name to value. The worker adds `TASK_ID`,
    `TASKCLUSTER_ROOT_URL` and the like. Anyone who can read the task sees them, so keep secrets
    out.
    """
    mounts: list[Mount] | None = None
    """Files, directories and caches to put in place before the first command runs."""
    artifacts: Annotated[list[GenericWorkerArtifact], UniqueItems] | None = None
    """Files and directories to publish after the last command, also when the task fails."""
    features: MultiuserWindowsFeatures | None = None
    """Services to switch on or off for this task."""
    osGroups: Annotated[list[str], UniqueItems] | None = None
    """Windows groups to put the task user in, such as `Administrators`. Each needs the scope
    `generic-worker:os-group:<workerPoolId>/<group>`.
    """
    rdpInfo: str | None = None
    """Name of an artifact to publish with all that logging in by remote desktop takes. Whoever
    reads it has access, so let few read it. The worker stays reachable for 12 hours after the task.
    Needs the scope `generic-worker:allow-rdp:<workerPoolId>`. Left out, there is no such access.
    """
    onExitStatus: GenericWorkerExitHandling | None = None
    """Special treatment for certain exit codes. Without it, any code but 0 fails the task with no
    retry.
    """
    logs: LogArtifactNames | None = None
    """Names of the artifacts that hold the output of the commands."""
    taskclusterProxyInterface: ProxyInterface | None = None
    """Network interface for the proxy of `features.taskclusterProxy`: `localhost`, or
    `docker-bridge` to serve containers that have a network of their own. Default: `localhost`.
    """
    supersederUrl: str | None = None
    """Has no effect any more and is accepted only so that old payloads stay valid."""
