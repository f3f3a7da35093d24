"""Task payloads for docker-worker.

Compiled from schemas/docker-worker by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.core.models.base import Request
from tc_typed.core.models.fields import Timestamp


class NamedDockerImage(Request):
    """Image pulled from a Docker registry by name."""

    type: Literal["docker-image"] = "docker-image"
    """Always `docker-image`, which marks an image found by its name."""
    name: str
    """Image name with an optional tag, as `docker pull` takes it."""


class IndexedDockerImage(Request):
    """Image stored as an artifact of a task that is looked up in the index."""

    type: Literal["indexed-image"] = "indexed-image"
    """Always `indexed-image`, which marks an image found through the index."""
    namespace: str
    """Index path of the task that built the image."""
    path: str
    """Name of that task's artifact with the image, such as `public/image.tar.zst`."""


class DockerImageArtifact(Request):
    """Image stored as an artifact of a task with a known id."""

    type: Literal["task-image"] = "task-image"
    """Always `task-image`, which marks an image found by `taskId`."""
    taskId: str
    """Slugid of the task that built the image."""
    path: str
    """Name of that task's artifact with the image, such as `public/image.tar.zst`."""


DockerImage: TypeAlias = (
    str
    | Annotated[
        NamedDockerImage | IndexedDockerImage | DockerImageArtifact, Field(discriminator="type")
    ]
)
"""A Docker image: its name in a registry, or an artifact that contains it."""

DockerArtifactType: TypeAlias = Literal["file", "directory", "volume"]
"""Kinds of artifacts that can be published from a container."""


class DockerWorkerArtifact(Request):
    """A file or directory in the container to publish as an artifact of the task."""

    type: DockerArtifactType
    """Kind of artifact: one `file`, a `directory` with everything in it, or a `volume`, a directory
    mounted from the host (d2g only).
    """
    path: str
    """Absolute path of the file or directory inside the container."""
    expires: Timestamp | None = None
    """Time (UTC) after which the artifact may be deleted; must be in the future. If it is left out,
    the artifact lives as long as the task.
    """


class DockerWorkerFeatures(Request):
    """Switches for services that docker-worker provides to a task.

    Each one that is left out has its own default.
    """

    taskclusterProxy: bool | None = None
    """Provide a proxy in the container that signs Taskcluster requests with the scopes of the task,
    so that the task needs no credentials. Off by default.
    """
    localLiveLog: bool | None = None
    """Serve the log from the worker as a live stream while the task runs, and upload it afterwards.
    On by default.
    """
    bulkLog: bool | None = None
    """Upload the complete log as one artifact at the end, for tasks that need no live view. On by
    default.
    """
    artifacts: bool | None = None
    """Upload the files and directories listed in the payload's `artifacts`. On by default."""
    chainOfTrust: bool | None = None
    """Publish a signed record of the task, its artifacts and its environment, which later tasks can
    verify. Off by default.
    """
    interactive: bool | None = None
    """Let people open a shell in the running container over a websocket. Off by default."""
    allowPtrace: bool | None = None
    """Permit `ptrace` in the container, which debuggers need and Docker otherwise forbids. Off by
    default.
    """


class DockerWorkerDevices(Request):
    """Devices of the host that a container can use, each with its own switch."""

    loopbackVideo: bool | None = None
    """Attach a virtual video device made with `v4l2loopback`."""
    loopbackAudio: bool | None = None
    """Attach a virtual sound device made with `snd-aloop`."""
    hostSharedMemory: bool | None = None
    """Share `/dev/shm` of the host with the container. Experimental."""
    kvm: bool | None = None
    """Share `/dev/kvm` of the host, so that virtual machines can run in the container.
    Experimental.
    """


class DockerWorkerCapabilities(Request):
    """Special rights and host devices that a container can be given."""

    privileged: bool | None = None
    """Run the container as `docker run --privileged` would, if the worker pool permits it. Defaults
    to false.
    """
    disableSeccomp: bool | None = None
    """Run the container without a seccomp profile. Docker-worker itself no longer honours this; it
    remains for payloads translated by d2g. Defaults to false.
    """
    devices: DockerWorkerDevices | None = None
    """Host devices to attach to the container. Devices that are left out are not attached."""


class ExitStatusHandling(Request):
    """Exit codes of a command that mean something other than success or failure."""

    retry: list[int] | None = None
    """Exit codes that resolve the run as an exception and make the task run again."""
    purgeCaches: list[int] | None = None
    """Exit codes after which the worker discards all caches that the task uses."""


class DockerWorkerPayload(Request):
    """Payload of a task for docker-worker: the container, the command to run in it, and the
    artifacts to publish.
    """

    image: DockerImage
    """Image to start the container from."""
    command: list[str] | None = None
    """Program to run in the container with its arguments, one string each, such as `/bin/bash`,
    `-c` and `ls`. If it is empty, which is the default, the container runs the image's own command.
    """
    maxRunTime: Annotated[int, Field(ge=1)]
    """Maximum time in seconds that the container can run: an integer, at least 1."""
    env: dict[str, str] | None = None
    """Environment variables to set in the container, from name to value. Anyone who can read the
    task sees them, so keep secrets out.
    """
    cache: dict[str, str] | None = None
    """Caches to mount in the container, from cache name to mount point. Files written there outlive
    the task on the same worker.
    """
    artifacts: dict[str, DockerWorkerArtifact] | None = None
    """Artifacts to publish when the command is done, from artifact name to the file or directory in
    the container.
    """
    features: DockerWorkerFeatures | None = None
    """Services to switch on or off for this task."""
    capabilities: DockerWorkerCapabilities | None = None
    """Special rights and host devices that the container needs."""
    onExitStatus: ExitStatusHandling | None = None
    """Special handling of certain exit codes of the command. Without it, any code other than 0
    fails the task without a retry.
    """
    log: str | None = None
    """Name of the live log artifact. Defaults to `public/logs/live.log`. The stored log has the
    same name with `_backing` before the extension.
    """
    supersederUrl: str | None = None
    """No longer has an effect; accepted so that old payloads stay valid."""
