"""The contract as the tests read it: by jsonschema's eyes, not by the compiler's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urldefrag, urljoin

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Schema: TypeAlias = dict[str, Json]

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"

# Beside a `$ref` nothing else counts, and prose never does.
_PROSE = {"title", "description", "$id", "$schema", "$comment", "definitions"}


@dataclass(frozen=True, eq=False)
class SchemaFile:
    """A JSON Schema of the contract."""

    id: str
    folder: str
    title: str
    content: Schema

    def __str__(self) -> str:
        return self.id.removeprefix("/schemas/").removesuffix("#")


def schemaFiles() -> list[SchemaFile]:
    """All schemas of the contract but those of the legacy services."""
    found: list[SchemaFile] = []
    for path in sorted(SCHEMAS.rglob("*.json")):
        folder = path.relative_to(SCHEMAS).parts[0]
        content = json.loads(path.read_text())
        if folder not in ("legacy", "flamenco") and "$id" in content:
            found.append(SchemaFile(content["$id"], folder, content.get("title", ""), content))
    return found


class Expander:
    """Puts the target in place of each `$ref`, so that a schema stands on its own."""

    def __init__(self, files: list[SchemaFile]) -> None:
        self._byId = {urldefrag(file.id).url: file.content for file in files}

    def schema(self, file: SchemaFile) -> Schema:
        expanded = self._expand(file.id, file.content)
        assert isinstance(expanded, dict)
        return expanded

    def _expand(self, base: str, node: Json) -> Json:
        if isinstance(node, list):
            return [self._expand(base, item) for item in node]
        if not isinstance(node, dict):
            return node
        if isinstance(ref := node.get("$ref"), str):
            url, pointer = urldefrag(urljoin(base, ref))
            return self._expand(url, _resolve(self._byId[url], pointer))
        return {
            key: {name: self._expand(base, item) for name, item in value.items()}
            if key in ("properties", "patternProperties") and isinstance(value, dict)
            else value
            if key in ("default", "enum", "const")
            else self._expand(base, value)
            for key, value in node.items()
            if key not in _PROSE and not key.startswith("x-")
        }


def _resolve(node: Json, pointer: str) -> Json:
    for part in filter(None, pointer.split("/")):
        name = part.replace("~1", "/").replace("~0", "~")
        node = node[int(name)] if isinstance(node, list) else _member(node, name)
    return node


def _member(node: Json, name: str) -> Json:
    assert isinstance(node, dict)
    return node[name]


def references() -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """Each service's folder and its methods by name."""
    for path in sorted(SCHEMAS.glob("*/v1/api.json")):
        entries = json.loads(path.read_text())["entries"]
        yield path.parts[-3], {entry["name"]: entry for entry in entries}
