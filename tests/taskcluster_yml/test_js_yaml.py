"""The YAML parser agrees with js-yaml, which Taskcluster uses, on many documents.

`scripts/test` installs js-yaml if node and npm are available; otherwise these tests are skipped.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.taskcluster_yml.documents import damaged, written

from tc_typed.core.integers import asInteger
from tc_typed.taskcluster_yml.nodes import NotYaml
from tc_typed.taskcluster_yml.syntax import parse
from tc_typed.taskcluster_yml.values import Values

ROOT = Path(__file__).parents[2]
# The most recently installed one; the version is in scripts/test.
JS_YAML = max(
    ROOT.glob(".venv/test/node/js-yaml-*/node_modules/js-yaml"),
    key=lambda folder: folder.stat().st_mtime,
    default=None,
)
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(
    NODE is None or JS_YAML is None, reason="scripts/test did not install js-yaml"
)

# Documents that js-yaml accepts and we refuse: part of our message, and the reason.
REFUSED = {
    "surrogate": "JavaScript's strings can contain half a surrogate pair, UTF-8 can't",
    "not a Unicode character": "js-yaml returns wrong characters for numbers above U+10FFFF",
    "that contains it": "js-yaml returns objects that contain themselves, which JSON can't",
    "number is too long": "js-yaml returns a string, which no author would expect",
    "can't be a key": "js-yaml formats a date in the time zone of the server",
    "a value of !!binary": "js-yaml returns three bytes for an empty value",
    "second tag": "js-yaml ignores a tag that has another on the next line",
    "can't have a tag or an anchor": "js-yaml returns {} for an anchor above an alias",
    "aliases expanded": "js-yaml does not limit size and depth of a document with its aliases",
}
# js-yaml ignores a tag or an anchor if the scalar begins on a later line: `!!str\n  1` is a number.
LOST_PROPERTY = re.compile(r"[&!][^\s,\[\]{}]*[ \t]*(#[^\r\n]*)?[\r\n]")
# At the root, js-yaml counts the end of the file as a line of a block scalar like `|1`.
ROOT_BLOCK_SCALAR = re.compile(r"(\s|#[^\r\n]*|%[^\r\n]*|---|[&!]\S*)*[|>][+-]?[0-9]")

MORE = settings(max_examples=6000 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 150)


class JsYaml:
    """A process that parses documents with js-yaml."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [str(NODE), str(Path(__file__).with_name("js_yaml.js")), str(JS_YAML)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def close(self) -> None:
        self._process.communicate()

    def read(self, text: str) -> str | None:
        """Return the value as JSON, `None` if js-yaml refuses the text."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(text), file=self._process.stdin, flush=True)
        # All numbers are doubles in JavaScript.
        found = json.loads(
            self._process.stdout.readline(),
            parse_int=lambda digits: asInteger(float(digits)),
            parse_float=lambda digits: asInteger(float(digits)),
        )
        return json.dumps(found["value"], sort_keys=True) if "value" in found else None


@pytest.fixture(scope="module")
def jsYaml() -> Iterator[JsYaml]:
    with closing(JsYaml()) as process:
        yield process


def read(text: str) -> tuple[str | None, str]:
    """Return the value as JSON, or the error message."""
    try:
        return json.dumps(Values().json(parse(text.removeprefix("\ufeff"))), sort_keys=True), ""
    except NotYaml as error:
        return None, error.message


def assertAgreed(jsYaml: JsYaml, text: str) -> None:
    theirs = jsYaml.read(text)
    ours, message = read(text)
    event("both refuse" if theirs is None else "js-yaml reads")
    if ours == theirs:
        return
    reasons = [reason for part, reason in REFUSED.items() if theirs is not None and part in message]
    if LOST_PROPERTY.search(text):
        reasons.append("js-yaml ignores a tag or an anchor that is alone on its line")
    if ROOT_BLOCK_SCALAR.match(text):
        reasons.append("js-yaml keeps the end of a block scalar that is not indented")
    assert reasons, (theirs, ours, message)
    event(f"differs: {reasons[0]}")


@MORE
@given(text=written())
def test_valid_documents(jsYaml: JsYaml, text: str) -> None:
    assertAgreed(jsYaml, text)


@MORE
@given(text=damaged())
def test_damaged_documents(jsYaml: JsYaml, text: str) -> None:
    assertAgreed(jsYaml, text)


@given(text=st.text(st.sampled_from(" \n\t:-?[]{},#&*!|>'\"%ab1<\\"), max_size=12))
def test_short_documents(jsYaml: JsYaml, text: str) -> None:
    assertAgreed(jsYaml, text)
