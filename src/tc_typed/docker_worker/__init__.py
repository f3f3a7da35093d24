"""Task payloads for docker-worker.

Use `payloadAs` to parse the payload of a task as one of these models.

Compiled from schemas/docker-worker by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.docker_worker.models import (
    DockerArtifactType,
    DockerImage,
    DockerImageArtifact,
    DockerWorkerArtifact,
    DockerWorkerCapabilities,
    DockerWorkerDevices,
    DockerWorkerFeatures,
    DockerWorkerPayload,
    ExitStatusHandling,
    IndexedDockerImage,
    NamedDockerImage,
)

__all__ = [
    "DockerArtifactType",
    "DockerImage",
    "DockerImageArtifact",
    "DockerWorkerArtifact",
    "DockerWorkerCapabilities",
    "DockerWorkerDevices",
    "DockerWorkerFeatures",
    "DockerWorkerPayload",
    "ExitStatusHandling",
    "IndexedDockerImage",
    "NamedDockerImage",
]
