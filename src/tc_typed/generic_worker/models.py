"""Task payloads for generic-worker.

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
    """Content from an artifact of a specific task."""

    taskId: SlugId
    """Slugid of the task that has the artifact. It must be among the `dependencies` of the task
    that mounts it.
    """
    artifact: Annotated[str, Field(max_length=1024)]
    """Name of the artifact, up to 1024 characters. If it is not public, the task needs the scope
    `queue:get-artifact:<artifact>`.
    """
    sha256: Sha256 | None = None
    """SHA-256 hash that the content must have, as 64 lower-case hexadecimal digits; otherwise the
    task fails. If it is left out, the content is not checked.
    """


class IndexedContent(Request):
    """Content from an artifact of the task that the index lists when the content is mounted."""

    namespace: Annotated[str, Field(max_length=255)]
    """Index path for looking up the task when the mounting task starts, up to 255 characters."""
    artifact: Annotated[str, Field(max_length=1024)]
    """Name of the artifact, up to 1024 characters. If it is not public, the task needs the scope
    `queue:get-artifact:<artifact>`.
    """


class UrlContent(Request):
    """Content that the worker downloads from any URL, without credentials."""

    url: Annotated[str, Format("uri")]
    """URL to download from. Anyone who can read the task sees it."""
    sha256: Sha256 | None = None
    """SHA-256 hash that the content must have, as 64 lower-case hexadecimal digits; otherwise the
    task fails. If it is left out, the content is not checked.
    """


class RawContent(Request):
    """Text content in the payload itself."""

    raw: Annotated[str, Field(max_length=65536)]
    """The content itself, up to 65536 characters. Anyone who can read the task sees it."""


class Base64Content(Request):
    """Binary content in the payload itself."""

    base64: Annotated[str, Field(max_length=65536, pattern="^[A-Za-z0-9/+]+[=]{0,2}$")]
    """The content in base64, up to 65536 characters. Anyone who can read the task can decode it."""


MountContent: TypeAlias = ArtifactContent | IndexedContent | UrlContent | RawContent | Base64Content
"""Source of a mount's content: an artifact, a download, or the payload itself."""

CompressionFormat: TypeAlias = Literal[
    "br", "bz2", "gz", "lz", "lz4", "mz", "sz", "xz", "zst", "zz"
]
"""Compression formats of single files that the worker can decompress."""


class FileMount(Request):
    """A single file that the worker fetches before the task starts."""

    file: str
    """Path for the file, absolute or relative to the task directory. The user that runs the
    commands must be able to write there.
    """
    content: MountContent
    """Source of the file."""
    format: CompressionFormat | None = None
    """Compression of the content, for the worker to undo. If it is left out, the content is stored
    unchanged.
    """


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
    """A directory that outlives the task: the next task on the same worker that mounts the cache
    finds what this one left there.
    """

    _constraints: ClassVar[tuple[Constraint, ...]] = (
        Needs("content", "format"),
        Needs("format", "content"),
    )
    cacheName: str
    """Name of the cache on the worker. Needs the scope `generic-worker:cache:<cacheName>`."""
    directory: str
    """Path to mount the cache at, absolute or relative to the task directory. The user that runs
    the commands must be able to write there.
    """
    content: MountContent | None = None
    """Archive to fill the cache with when the worker creates it; needs `format`. If it is left out,
    a new cache is empty.
    """
    format: ArchiveFormat | None = None
    """Format of the archive in `content`. Only allowed together with `content`."""


class ReadOnlyDirectory(Request):
    """A directory unpacked from an archive for this task only: later tasks do not see changes to
    it.
    """

    directory: str
    """Path to unpack the archive to, absolute or relative to the task directory. The user that runs
    the commands must be able to write there.
    """
    content: MountContent
    """Source of the archive."""
    format: ArchiveFormat
    """Format of the archive. Required, because the worker does not derive it from a file name."""


Mount: TypeAlias = FileMount | WritableDirectoryCache | ReadOnlyDirectory
"""A file, a cache, or a directory from an archive, which the worker sets up for the task."""


class GenericWorkerArtifact(Request):
    """A file or directory on the worker to publish as an artifact of the task."""

    type: Literal["file", "directory"]
    """Kind of artifact: one `file`, or a `directory`, in which each file becomes an artifact."""
    path: str
    """Path of the file or directory, absolute or relative to the task directory, with slashes of
    either kind.
    """
    name: str | None = None
    """Name of the artifact. Defaults to the `path`. For a directory, it is the start of its files'
    names. Reading an artifact needs a scope unless its name starts with `public/`.
    """
    expires: Timestamp | None = None
    """Time (UTC) after which the artifact may be deleted, between the task's `deadline` and its
    `expires`. Defaults to the latter.
    """
    contentType: str | None = None
    """MIME type to serve the artifact with. If it is left out, the worker uses the extension of
    each file's name.
    """
    contentEncoding: Literal["identity", "gzip"] | None = None
    """Compression to upload and serve the artifact with; `identity` means none. Defaults to `gzip`,
    but to none for files that are already compressed, such as `.zip` and `.png`.
    """
    optional: bool | None = None
    """Whether the artifact may be missing. If false, the default, the task fails if there is
    nothing at `path`.
    """


class InsecurePosixFeatures(Request):
    """Switches for services that generic-worker's insecure engine provides to a task.

    Each one that is left out has its own default.
    """

    taskclusterProxy: bool | None = None
    """Run a proxy that signs Taskcluster requests with the scopes of the task, so that the task
    needs no credentials. Its URL is in `TASKCLUSTER_PROXY_URL`. Off by default.
    """
    liveLog: bool | None = None
    """Serve the output from the worker as a live stream while the task runs. On by default."""
    backingLog: bool | None = None
    """Store the complete output of the commands as an artifact when the task ends. On by
    default.
    """
    resourceMonitor: bool | None = None
    """Log the memory use of each command, and abort a command that leaves the worker too little
    memory for too long, which fails the task. On by default.
    """
    interactive: bool | None = None
    """Let people open a bash shell on the worker while the task runs, if the worker pool permits
    it. The artifact `private/generic-worker/shell.html` links to the shell. Off by default.
    """
    loopbackAudio: bool | None = None
    """Give the task a virtual sound device under `/dev/snd`, made with `snd-aloop`. Linux only: on
    other systems the payload is malformed. Needs the scope
    `generic-worker:loopback-audio:<workerPoolId>`. Off by default.
    """
    loopbackVideo: bool | None = None
    """Give the task a virtual video device made with `v4l2loopback`, whose path is in
    `TASKCLUSTER_VIDEO_DEVICE`. Linux only: on other systems the payload is malformed. Needs the
    scope `generic-worker:loopback-video:<workerPoolId>`. Off by default.
    """


class GenericWorkerExitHandling(Request):
    """Exit codes of commands that mean something other than success or failure."""

    retry: Annotated[list[Annotated[int, Field(ge=1)]], UniqueItems] | None = None
    """Exit codes, 1 or more, that make the run an exception (`intermittent-task`) if any command
    ends with one of them. The queue then starts a new run, as long as the task has retries left.
    """
    purgeCaches: Annotated[list[Annotated[int, Field(ge=0)]], UniqueItems] | None = None
    """Exit codes, 0 or more, after which the worker discards the caches that the task mounts. Only
    the code of the last command that ran counts.
    """


class LogArtifactNames(Request):
    """Names of the artifacts in which a worker publishes its logs."""

    live: str | None = None
    """Artifact for following the output while the task runs. It only exists if `features.liveLog`
    is on. Defaults to `public/logs/live.log`.
    """
    backing: str | None = None
    """Artifact with the complete output, stored when the task ends. It only exists if
    `features.backingLog` is on. Defaults to `public/logs/live_backing.log`.
    """


ProxyInterface: TypeAlias = Literal["localhost", "docker-bridge"]
"""Network interfaces that the Taskcluster proxy can listen on."""


class InsecurePosixPayload(Request):
    """Payload of a task for generic-worker's insecure engine on Linux, macOS or FreeBSD, which runs
    the commands as the worker's own user.

    Tasks are not isolated from each other, so they must be trusted.
    """

    command: Annotated[list[Annotated[list[str], Field(min_length=1)]], Field(min_length=1)]
    """Commands to run one after the other, each a list of a program and its arguments, such as
    `["/bin/bash", "-c", "ls"]`. If one fails, the task ends.
    """
    maxRunTime: Annotated[int, Field(ge=1)]
    """Maximum time in seconds that the task can run before it is stopped and fails: an integer, at
    least 1. A value above the worker pool's `maxTaskRunTime` makes the payload malformed.
    """
    env: dict[str, str] | None = None
    """Environment variables for the commands, from name to value. The worker adds `TASK_ID`,
    `TASKCLUSTER_ROOT_URL` and the like. Anyone who can read the task sees them, so keep secrets
    out.
    """
    mounts: list[Mount] | None = None
    """Files, directories and caches to put in place before the first command runs."""
    artifacts: Annotated[list[GenericWorkerArtifact], UniqueItems] | None = None
    """Files and directories to publish after the last command, even if the task fails."""
    features: InsecurePosixFeatures | None = None
    """Services to switch on or off for this task."""
    osGroups: Annotated[list[str], UniqueItems] | None = None
    """Not usable with this engine, which creates no user for the task: leave it out or empty."""
    onExitStatus: GenericWorkerExitHandling | None = None
    """Special handling of certain exit codes. Without it, any code other than 0 fails the task
    without a retry.
    """
    logs: LogArtifactNames | None = None
    """Names of the artifacts that hold the output of the commands."""
    taskclusterProxyInterface: ProxyInterface | None = None
    """Network interface for the proxy of `features.taskclusterProxy`: `localhost`, or
    `docker-bridge` to serve containers that have their own network. Defaults to `localhost`.
    """
    supersederUrl: str | None = None
    """No longer has an effect; accepted so that old payloads stay valid."""


InsecurePosixOrDockerPayload: TypeAlias = InsecurePosixPayload | DockerWorkerPayload
"""Payload for generic-worker's insecure engine on Linux, macOS and FreeBSD: one in its own format
or, if the worker pool has d2g enabled, one for docker-worker, which it translates.
"""


class MultiuserPosixFeatures(Request):
    """Switches for services that generic-worker's multiuser engine provides to a task on Linux,
    macOS or FreeBSD.

    Each one that is left out has its own default.
    """

    taskclusterProxy: bool | None = None
    """Run a proxy that signs Taskcluster requests with the scopes of the task, so that the task
    needs no credentials. Its URL is in `TASKCLUSTER_PROXY_URL`. Off by default.
    """
    liveLog: bool | None = None
    """Serve the output from the worker as a live stream while the task runs. On by default."""
    backingLog: bool | None = None
    """Store the complete output of the commands as an artifact when the task ends. On by
    default.
    """
    chainOfTrust: bool | None = None
    """Publish a signed record of the task, its artifacts and its environment, which later tasks can
    verify: `public/chain-of-trust.json`, with its signature in a file ending in `.sig`. The task
    can add data with a file `chain-of-trust-additional-data.json` in its directory. Off by default.
    """
    resourceMonitor: bool | None = None
    """Log the memory use of each command, and abort a command that leaves the worker too little
    memory for too long, which fails the task. On by default.
    """
    interactive: bool | None = None
    """Let people open a bash shell as the task user while the task runs, if the worker pool permits
    it. The artifact `private/generic-worker/shell.html` links to the shell. Off by default.
    """
    runTaskAsCurrentUser: bool | None = None
    """Run the commands as the worker's own user, often `root` or `LocalSystem`, instead of the task
    user. Needs the scope `generic-worker:run-task-as-current-user:<workerPoolId>`. Off by default.
    """
    loopbackAudio: bool | None = None
    """Give the task a virtual sound device under `/dev/snd`, made with `snd-aloop`. Linux only: on
    other systems the payload is malformed. Needs the scope
    `generic-worker:loopback-audio:<workerPoolId>`. Off by default.
    """
    loopbackVideo: bool | None = None
    """Give the task a virtual video device made with `v4l2loopback`, whose path is in
    `TASKCLUSTER_VIDEO_DEVICE`. Linux only: on other systems the payload is malformed. Needs the
    scope `generic-worker:loopback-video:<workerPoolId>`. Off by default.
    """


class MultiuserPosixPayload(Request):
    """Payload of a task for generic-worker's multiuser engine on Linux, macOS or FreeBSD, which
    creates a user for each task and runs the commands as that user.
    """

    command: Annotated[list[Annotated[list[str], Field(min_length=1)]], Field(min_length=1)]
    """Commands to run one after the other, each a list of a program and its arguments, such as
    `["/bin/bash", "-c", "ls"]`. If one fails, the task ends.
    """
    maxRunTime: Annotated[int, Field(ge=1)]
    """Maximum time in seconds that the task can run before it is stopped and fails: an integer, at
    least 1. A value above the worker pool's `maxTaskRunTime` makes the payload malformed.
    """
    env: dict[str, str] | None = None
    """Environment variables for the commands, from name to value. They can replace the worker's
    `HOME`, `PATH` and `USER`, but not its `TASK_ID`, `TASKCLUSTER_ROOT_URL` and the like. Anyone
    who can read the task sees them, so keep secrets out.
    """
    mounts: list[Mount] | None = None
    """Files, directories and caches to put in place before the first command runs."""
    artifacts: Annotated[list[GenericWorkerArtifact], UniqueItems] | None = None
    """Files and directories to publish after the last command, even if the task fails."""
    features: MultiuserPosixFeatures | None = None
    """Services to switch on or off for this task."""
    osGroups: Annotated[list[str], UniqueItems] | None = None
    """Operating system groups to add the task user to. Each needs the scope
    `generic-worker:os-group:<workerPoolId>/<group>`.
    """
    onExitStatus: GenericWorkerExitHandling | None = None
    """Special handling of certain exit codes. Without it, any code other than 0 fails the task
    without a retry.
    """
    logs: LogArtifactNames | None = None
    """Names of the artifacts that hold the output of the commands."""
    taskclusterProxyInterface: ProxyInterface | None = None
    """Network interface for the proxy of `features.taskclusterProxy`: `localhost`, or
    `docker-bridge` to serve containers that have their own network. Defaults to `localhost`.
    """
    supersederUrl: str | None = None
    """No longer has an effect; accepted so that old payloads stay valid."""


MultiuserPosixOrDockerPayload: TypeAlias = MultiuserPosixPayload | DockerWorkerPayload
"""Payload for generic-worker's multiuser engine on Linux, macOS and FreeBSD: one in its own format
or, if the worker pool has d2g enabled, one for docker-worker, which it translates.
"""


class MultiuserWindowsFeatures(Request):
    """Switches for services that generic-worker's multiuser engine provides to a task on Windows.

    Each one that is left out has its own default.
    """

    taskclusterProxy: bool | None = None
    """Run a proxy that signs Taskcluster requests with the scopes of the task, so that the task
    needs no credentials. Its URL is in `TASKCLUSTER_PROXY_URL`. Off by default.
    """
    liveLog: bool | None = None
    """Serve the output from the worker as a live stream while the task runs. On by default."""
    backingLog: bool | None = None
    """Store the complete output of the commands as an artifact when the task ends. On by
    default.
    """
    chainOfTrust: bool | None = None
    """Publish a signed record of the task, its artifacts and its environment, which later tasks can
    verify: `public/chain-of-trust.json`, with its signature in a file ending in `.sig`. The task
    can add data with a file `chain-of-trust-additional-data.json` in its directory. Off by default.
    """
    resourceMonitor: bool | None = None
    """Log the memory use of each command, and abort a command that leaves the worker too little
    memory for too long, which fails the task. On by default.
    """
    interactive: bool | None = None
    """Let people open PowerShell as the task user while the task runs, if the worker pool permits
    it. Off by default.
    """
    runTaskAsCurrentUser: bool | None = None
    """Run the commands as the worker's own user, often `root` or `LocalSystem`, instead of the task
    user. Needs the scope `generic-worker:run-task-as-current-user:<workerPoolId>`. Off by default.
    """
    runAsAdministrator: bool | None = None
    """Run the commands with UAC elevation. The payload is malformed if UAC is off on the worker or
    `chainOfTrust` is on. The task user still needs a group such as `Administrators` from
    `osGroups`. Needs the scope `generic-worker:run-as-administrator:<workerPoolId>`. Off by
    default.
    """
    hideCmdWindow: bool | None = None
    """Run each command without its console window, which could cover what a graphical program
    shows. Not suitable for programs that open consoles themselves. Off by default.
    """


class MultiuserWindowsPayload(Request):
    """Payload of a task for generic-worker on Windows, which creates a user for each task and runs
    the commands as that user.
    """

    command: Annotated[list[str], Field(min_length=1)]
    """Commands to run one after the other, each a line as in a batch file, such as `cd build`.
    Variables and the working directory carry over to the next command; if one fails, the task ends.
    """
    maxRunTime: Annotated[int, Field(ge=1)]
    """Maximum time in seconds that the task can run before it is stopped and fails: an integer, at
    least 1. A value above the worker pool's `maxTaskRunTime` makes the payload malformed.
    """
    env: dict[str, str] | None = None
    """Environment variables for the commands, from name to value. The worker adds `TASK_ID`,
    `TASKCLUSTER_ROOT_URL` and the like. Anyone who can read the task sees them, so keep secrets
    out.
    """
    mounts: list[Mount] | None = None
    """Files, directories and caches to put in place before the first command runs."""
    artifacts: Annotated[list[GenericWorkerArtifact], UniqueItems] | None = None
    """Files and directories to publish after the last command, even if the task fails."""
    features: MultiuserWindowsFeatures | None = None
    """Services to switch on or off for this task."""
    osGroups: Annotated[list[str], UniqueItems] | None = None
    """Windows groups to add the task user to, such as `Administrators`. Each needs the scope
    `generic-worker:os-group:<workerPoolId>/<group>`.
    """
    rdpInfo: str | None = None
    """Name of an artifact to publish with everything that is needed to log in by remote desktop.
    Anyone who can read it has access, so restrict who can. The worker stays reachable for 12 hours
    after the task. Needs the scope `generic-worker:allow-rdp:<workerPoolId>`. If it is left out,
    there is no such access.
    """
    onExitStatus: GenericWorkerExitHandling | None = None
    """Special handling of certain exit codes. Without it, any code other than 0 fails the task
    without a retry.
    """
    logs: LogArtifactNames | None = None
    """Names of the artifacts that hold the output of the commands."""
    taskclusterProxyInterface: ProxyInterface | None = None
    """Network interface for the proxy of `features.taskclusterProxy`: `localhost`, or
    `docker-bridge` to serve containers that have their own network. Defaults to `localhost`.
    """
    supersederUrl: str | None = None
    """No longer has an effect; accepted so that old payloads stay valid."""
