"""Payloads of tasks for docker-worker.

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
    """Index path under which the task that built the image is listed."""
    path: str
    """Name of that task's artifact holding the image, such as `public/image.tar.zst`."""


class DockerImageArtifact(Request):
    """Image stored as an artifact of a task that is known by its id."""

    type: Literal["task-image"] = "task-image"
    """Always `task-image`, which marks an image found by `taskId`."""
    taskId: str
    """Slugid of the task that built the image."""
    path: str
    """Name of that task's artifact holding the image, such as `public/image.tar.zst`."""


DockerImage: TypeAlias = (
    str
    | Annotated[
        NamedDockerImage | IndexedDockerImage | DockerImageArtifact, Field(discriminator="type")
    ]
)
"""A Docker image: its name in a registry, or an artifact that holds it."""

DockerArtifactType: TypeAlias = Literal["file", "directory", "volume"]
"""Kinds of what a container can leave behind for an artifact."""


class DockerWorkerArtifact(Request):
    """File or directory in the container that is to become an artifact of the task."""

    type: DockerArtifactType
    """What to publish: one `file`, a `directory` with all below it, or a `volume`, a directory
    mounted from the host (d2g only).
    """
    path: str
    """Where it lies inside the container, as an absolute path."""
    expires: Timestamp | None = None
    """UTC time at which the artifact may be deleted, which has to lie ahead. Left out, it lives as
    long as the task.
    """


class DockerWorkerFeatures(Request):
    """Switches for services that docker-worker provides around a task.

    Each one left out takes its own default.
    """

    taskclusterProxy: bool | None = None
    """Offer a proxy in the container that signs Taskcluster requests with the scopes of the task,
    sparing it credentials of its own. Off by default.
    """
    localLiveLog: bool | None = None
    """Serve the log from the worker as a live stream while the task runs, and upload it afterwards.
    On by default.
    """
    bulkLog: bool | None = None
    """Upload the whole log as one artifact at the end, for those who need no live view. On by
    default.
    """
    artifacts: bool | None = None
    """Upload the files and directories listed under `artifacts` of the payload. On by default."""
    chainOfTrust: bool | None = None
    """Publish a signed record of the task, its artifacts and its environment, which later tasks can
    verify. Off by default.
    """
    interactive: bool | None = None
    """Let people open a shell in the running container over a websocket. Off by default."""
    allowPtrace: bool | None = None
    """Permit `ptrace` in the container, as debuggers need and Docker otherwise forbids. Off by
    default.
    """


class DockerWorkerDevices(Request):
    """Devices of the host that a container may use, each by a switch of its own."""

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
    """Rights and devices of the host for a container that cannot do without them."""

    privileged: bool | None = None
    """Run the container as `docker run --privileged` would, where the worker pool is set up to
    permit it. Defaults to false.
    """
    disableSeccomp: bool | None = None
    """Run the container without a seccomp profile. Docker-worker itself no longer honours this; it
    remains for payloads translated by d2g. Defaults to false.
    """
    devices: DockerWorkerDevices | None = None
    """Host devices to attach to the container. Any left out is not attached."""


class ExitStatusHandling(Request):
    """Exit codes of a command that mean something else than success or failure."""

    retry: list[int] | None = None
    """Exit codes that resolve the run as an exception and have the task run again."""
    purgeCaches: list[int] | None = None
    """Exit codes after which the worker discards every cache that the task uses."""


class DockerWorkerPayload(Request):
    """Payload of a task for docker-worker: what to run in which container, and what to keep of the
    outcome.
    """

    image: DockerImage
    """Image to start the container from."""
    command: list[str] | None = None
    """Program to run in the container with its arguments, one string each, such as `/bin/bash`,
    `-c` and `ls`. Left empty, the image decides. Default: `[]`.
    """
    maxRunTime: Annotated[int, Field(ge=1)]
    """Longest the container may run, in whole seconds and at least 1."""
    env: dict[str, str] | None = None
    """Environment variables to set in the container, from name to value. Anyone who can read the
    task sees them, so keep secrets out.
    """
    cache: dict[str, str] | None = None
    """Caches to mount in the container, from cache name to mount point. What is written there
    outlives the task on the same worker.
    """
    artifacts: dict[str, DockerWorkerArtifact] | None = None
    """What to publish when the command is done, from artifact name to where it lies in the
    container.
    """
    features: DockerWorkerFeatures | None = None
    """Services to switch on or off for this task."""
    capabilities: DockerWorkerCapabilities | None = None
    """Rights and devices of the host that the container needs beyond the usual."""
    onExitStatus: ExitStatusHandling | None = None
    """Special treatment for certain exit codes of the command. Without it, any code but 0 fails the
    task with no retry.
    """
    log: str | None = None
    """Name of the live log artifact, by default `public/logs/live.log`. The stored log is named
    alike, with `_backing` put before the extension.
    """
    supersederUrl: str | None = None
    """Has no effect any more and is accepted only so that old payloads stay valid."""
