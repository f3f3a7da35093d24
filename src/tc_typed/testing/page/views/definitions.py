"""Parts of task definitions that lists show, read without the cost of a whole definition."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter
from typing_extensions import TypedDict


class ShownMetadata(TypedDict):
    """Metadata that lists show."""

    name: str


class ShownDefinition(TypedDict):
    """Fields of a definition that lists show."""

    metadata: ShownMetadata
    created: datetime
    dependencies: list[str]


_DEFINITION = TypeAdapter(ShownDefinition)


def readDefinition(json: bytes) -> ShownDefinition:
    """Read the fields that lists show from the JSON of a definition."""
    return _DEFINITION.validate_json(json)
