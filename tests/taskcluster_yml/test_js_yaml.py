"""Reading YAML as Taskcluster reads it: what js-yaml makes of many documents, and what we do.

`scripts/test` installs js-yaml where node and npm are; without it these tests are skipped.
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

from tc_typed.core.whole_numbers import asWhole
from tc_typed.taskcluster_yml.nodes import NotYaml
from tc_typed.taskcluster_yml.syntax import parse
from tc_typed.taskcluster_yml.values import Values

ROOT = Path(__file__).parents[2]
# The one that was installed last: scripts/test says which version.
JS_YAML = max(
    ROOT.glob(".venv/test/node/js-yaml-*/node_modules/js-yaml"),
    key=lambda folder: folder.stat().st_mtime,
    default=None,
)
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(
    NODE is None or JS_YAML is None, reason="scripts/test did not install js-yaml"
)

# Where we refuse what js-yaml reads, by a part of our message. Each is there for a reason.
REFUSED = {
    "surrogate": "JavaScript's text can hold half a surrogate pair, UTF-8 can't",
    "no character": "js-yaml makes wrong characters of numbers above U+10FFFF",
    "that it is in": "js-yaml makes objects that hold themselves, which JSON can't",
    "too long a number": "js-yaml takes it for text, of which no author would think",
    "can't be a key": "js-yaml makes text of a date that depends on the time zone of the server",
    "a value of !!binary": "js-yaml makes three bytes of none",
    "second tag": "js-yaml ignores a tag that has another on the next line",
    "neither tag nor anchor": "js-yaml makes {} of the anchor of an alias on the next line",
    "written out": "js-yaml does not care how large or deep aliases make a document",
}
# js-yaml loses a tag or an anchor whose scalar begins on a later line: `!!str\n  1` is a number.
LOST_PROPERTY = re.compile(r"[&!][^\s,\[\]{}]*[ \t]*(#[^\r\n]*)?[\r\n]")
# At the root, js-yaml takes the end of the file for a line of a block scalar like `|1`.
ROOT_BLOCK_SCALAR = re.compile(r"(\s|#[^\r\n]*|%[^\r\n]*|---|[&!]\S*)*[|>][+-]?[0-9]")

MORE = settings(max_examples=6000 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 150)


class JsYaml:
    """A process that reads documents with js-yaml."""

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
        """The value as JSON; `None` if js-yaml refuses."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(text), file=self._process.stdin, flush=True)
        # Numbers are doubles in JavaScript, however they are written.
        found = json.loads(
            self._process.stdout.readline(),
            parse_int=lambda digits: asWhole(float(digits)),
            parse_float=lambda digits: asWhole(float(digits)),
        )
        return json.dumps(found["value"], sort_keys=True) if "value" in found else None


@pytest.fixture(scope="module")
def jsYaml() -> Iterator[JsYaml]:
    with closing(JsYaml()) as process:
        yield process


def read(text: str) -> tuple[str | None, str]:
    """The value as JSON, or why there is none."""
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
        reasons.append("js-yaml loses a tag or an anchor that is alone on its line")
    if ROOT_BLOCK_SCALAR.match(text):
        reasons.append("js-yaml keeps the end of a block scalar that is not indented")
    assert reasons, (theirs, ours, message)
    event(f"differs: {reasons[0]}")


@MORE
@given(text=written())
def test_what_is_well_written_is_read_alike(jsYaml: JsYaml, text: str) -> None:
    assertAgreed(jsYaml, text)


@MORE
@given(text=damaged())
def test_what_is_damaged_is_read_or_refused_alike(jsYaml: JsYaml, text: str) -> None:
    assertAgreed(jsYaml, text)


@given(text=st.text(st.sampled_from(" \n\t:-?[]{},#&*!|>'\"%ab1<\\"), max_size=12))
def test_any_few_characters_are_read_or_refused_alike(jsYaml: JsYaml, text: str) -> None:
    assertAgreed(jsYaml, text)
