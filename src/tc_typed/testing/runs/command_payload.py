"""Payloads of generic-worker and docker-worker, as far as their commands need it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, Field, JsonValue, model_validator

_Arguments = Annotated[list[str], Field(min_length=1)]
_SHELL = ("/bin/sh", "-c")
_LONGEST_RUN = 10**9  # seconds

_PROXY_FEATURE = "taskclusterProxy"
"""Feature with which workers let commands call Taskcluster."""


class PayloadArtifact(BaseModel):
    """File or folder to upload."""

    path: str
    expires: AwareDatetime | None = None
    name: str | None = None
    contentType: str | None = None


class CommandPayload(BaseModel):
    """Payload with commands to execute."""

    command: Annotated[list[_Arguments] | list[str], Field(min_length=1)]
    maxRunTime: Annotated[int, Field(ge=1, le=_LONGEST_RUN)]
    env: dict[str, str] | None = None
    artifacts: list[PayloadArtifact] | dict[str, PayloadArtifact] | None = None
    image: JsonValue = None
    features: dict[str, JsonValue] | None = None

    @property
    def needsCredentials(self) -> bool:
        """Whether the commands call Taskcluster with the scopes of the task."""
        return bool((self.features or {}).get(_PROXY_FEATURE))

    @model_validator(mode="after")
    def _checkCommand(self) -> Self:
        if self.image is not None and not all(isinstance(it, str) for it in self.command):
            raise ValueError("command must be a list of strings in a payload with an image")
        return self

    def commands(self) -> Sequence[Sequence[str]]:
        """Return the commands to execute one after the other, each a program and its arguments.

        A list of strings is one command of docker-worker, whose payload has an image, or else a
        list of command lines, as generic-worker has on Windows.
        """
        if self.image is not None:
            return [[part for part in self.command if isinstance(part, str)]]
        return [(*_SHELL, it) if isinstance(it, str) else it for it in self.command]

    def artifactsByName(self) -> dict[str, PayloadArtifact]:
        """Return the artifacts by name, which defaults to the path."""
        if isinstance(self.artifacts, list):
            return {it.name or it.path: it for it in self.artifacts}
        return self.artifacts or {}
