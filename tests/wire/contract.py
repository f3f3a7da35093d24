"""The contract, loaded for tests without the compiler, so that jsonschema can check against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urldefrag, urljoin

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Schema: TypeAlias = dict[str, Json]

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"

# Keys without effect on validation.
_PROSE = {"title", "description", "$id", "$schema", "$comment", "definitions"}


@dataclass(frozen=True, eq=False)
class SchemaFile:
    """A JSON Schema of the contract."""

    id: str
    package: str
    """Package that it is compiled to: `tc_typed` or `tc_typed.legacy`."""
    folder: str
    title: str
    content: Schema

    def __str__(self) -> str:
        name = self.id.removeprefix("/schemas/").removesuffix("#")
        return name if self.package == "tc_typed" else f"{name} ({self.package})"


def schemaFiles() -> dict[str, list[SchemaFile]]:
    """Return the schemas of each contract, by the package that it is compiled to."""
    found: dict[str, list[SchemaFile]] = {"tc_typed": [], "tc_typed.legacy": []}
    for path in sorted(SCHEMAS.rglob("*.json")):
        folders = path.relative_to(SCHEMAS).parts
        content = json.loads(path.read_text())
        package = "tc_typed.legacy" if folders[0] == "legacy" else "tc_typed"
        folder = folders[1] if folders[0] == "legacy" else folders[0]
        title = content.get("title", "")
        if "$id" in content:
            found[package].append(SchemaFile(content["$id"], package, folder, title, content))
        elif "openapi" in content:
            found[package] += components(package, folder, path.read_text())
    return found


def components(package: str, folder: str, document: str) -> Iterator[SchemaFile]:
    """Yield the schemas of an OpenAPI document, as files that refer to each other."""
    alone = re.sub(r'"#/components/schemas/(\w+)"', rf'"/schemas/{folder}/\1.json#"', document)
    for name, content in json.loads(alone)["components"]["schemas"].items():
        if content["type"] == "object":
            # The document does not mention undeclared properties; our requests refuse them.
            content.setdefault("additionalProperties", "properties" not in content)
        yield SchemaFile(f"/schemas/{folder}/{name}.json#", package, folder, name, content)


class Expander:
    """Replaces each `$ref` by its target, so that a schema is self-contained."""

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


def references(package: str) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """Yield the folder of each service with its methods by name."""
    root = SCHEMAS.joinpath(*package.split(".")[1:])
    for path in sorted(root.glob("*/v1/api.json")):
        entries = {entry["name"]: entry for entry in json.loads(path.read_text())["entries"]}
        corrections = path.with_name("results.json")
        if corrections.exists():
            for name, correction in json.loads(corrections.read_text())["results"].items():
                entries[name] = {**entries[name], **correction}
        yield path.parts[-3], entries
