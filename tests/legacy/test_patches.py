"""Patches of published schemas in the legacy contract: each is listed with its reason."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEGACY = ROOT / "schemas" / "legacy"
SHARED = ROOT.parent / "shared"


def patches() -> list[tuple[str, str, str]]:
    """Return schema, JSON pointer and reason of each patch."""
    return [
        (patch["schema"], patch["pointer"], patch["reason"])
        for path in sorted(LEGACY.glob("*/v1/patches.json"))
        for patch in json.loads(path.read_text())["patches"]
    ]


def test_each_patch_has_a_reason_and_a_comment_in_its_schema() -> None:
    texts = {
        content["$id"]: path.read_text()
        for path in LEGACY.rglob("*.json")
        if "$id" in (content := json.loads(path.read_text()))
    }
    assert len(patches()) > 20
    for schema, _, reason in patches():
        assert len(reason.split()) > 5
        assert "$comment" in texts[schema] or schema.endswith("create-task-request.json#")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published schemas are not available")
def test_only_patched_schemas_differ_from_the_published_ones() -> None:
    run = subprocess.run(
        [sys.executable, SHARED / "check" / "facts.py", "--most", "1000",
         "--reference", SHARED / "reference" / "legacy", "--schemas", LEGACY],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
    )  # fmt: skip
    *lines, summary = run.stdout.splitlines()
    assert summary.startswith("methods 56/56; exchanges 10/10;")
    patched = {schema.removesuffix("#") for schema, _, _ in patches()}
    differing = {line.partition(".json")[0] + ".json" for line in lines}
    assert differing == patched
