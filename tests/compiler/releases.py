"""Documents that past releases of Taskcluster serve, for tests.

`releases/<major>.json` changes the documents of the next newer release in the folder to those of
its own release; the newest file changes those of this contract. Each is a JSON Merge Patch (RFC
7396) of the documents by path, with the entries of references by name. Methods and exchanges are
those of the release's own clients on npm and PyPI. Schemas that could not be found are those of the
next newer release.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from tests.compiler.deployment import MANIFEST, bundledDocuments

from tc_typed.compiler.contract.load import Json

_DATA = Path(__file__).with_suffix("")
_ENTRIES = "entries"

RELEASES: Sequence[int] = sorted(int(path.stem) for path in _DATA.glob("*.json"))
"""Major versions with data, oldest first."""


def documentsOf(release: int) -> dict[str, Json]:
    """Return the documents that a release serves, by path, with `$id`s relative to the root URL.

    Args:
        release: Major version, one of `RELEASES`.
    """
    documents: Json = {
        path: _byName(value) for path, value in bundledDocuments().items() if path != MANIFEST
    }
    for newer in reversed([it for it in RELEASES if it >= release]):
        documents = _merged(documents, _patch(newer))
    assert isinstance(documents, Mapping)
    served = {path: _listed(document) for path, document in documents.items()}
    return {**served, MANIFEST: _manifest(served)}


def _patch(release: int) -> Json:
    return cast(Json, json.loads((_DATA / f"{release}.json").read_text(encoding="utf-8")))


def _merged(target: Json, patch: Json) -> Json:
    """Apply a JSON Merge Patch: `null` removes a member, objects merge, other values replace."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _merged(merged.get(key), value)
    return merged


def _byName(document: Json) -> Json:
    """Return a reference with its entries by name, or an unchanged schema."""
    if not isinstance(document, Mapping) or _ENTRIES not in document:
        return document
    entries = cast(Sequence[Mapping[str, Json]], document[_ENTRIES])
    return {**document, _ENTRIES: {str(entry["name"]): entry for entry in entries}}


def _listed(document: Json) -> Json:
    """Reverse `_byName`."""
    if not isinstance(document, Mapping) or _ENTRIES not in document:
        return document
    return {**document, _ENTRIES: [*cast(Mapping[str, Json], document[_ENTRIES]).values()]}


def _manifest(served: Mapping[str, Json]) -> Json:
    references = {f"/{path}" for path in served if path.startswith("references/")}
    # Each service also lists its log messages, which are neither needed nor served here.
    logs = {path.rpartition("/")[0] + "/logs.json" for path in references}
    return {
        "$schema": "/schemas/common/manifest-v3.json#",
        "references": sorted(references | logs),
    }
