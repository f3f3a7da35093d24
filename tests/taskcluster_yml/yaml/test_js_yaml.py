"""The YAML parser agrees with js-yaml, which Taskcluster uses, on many documents.

`scripts/test` installs js-yaml if node and npm are available; otherwise these tests are skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.profiles import IS_LONG
from tests.taskcluster_yml.node import NodeProcess, needsLibrary
from tests.taskcluster_yml.yaml.documents import damaged, written

from tc_typed.taskcluster_yml.yaml.nodes import NotYaml
from tc_typed.taskcluster_yml.yaml.syntax import parse
from tc_typed.taskcluster_yml.yaml.values import Values

pytestmark = needsLibrary("js-yaml")

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

MORE = settings(max_examples=6000 if IS_LONG else 150)


@pytest.fixture(scope="module")
def jsYaml() -> Iterator[NodeProcess]:
    with closing(NodeProcess("js_yaml.js", "js-yaml")) as process:
        yield process


def read(text: str) -> tuple[str | None, str]:
    """Return the value as JSON, or the error message."""
    try:
        return json.dumps(Values().json(parse(text.removeprefix("\ufeff"))), sort_keys=True), ""
    except NotYaml as error:
        return None, error.message


def assertAgreed(jsYaml: NodeProcess, text: str) -> None:
    found = jsYaml.ask(text)
    theirs = json.dumps(found["value"], sort_keys=True) if "value" in found else None
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
def test_valid_documents(jsYaml: NodeProcess, text: str) -> None:
    assertAgreed(jsYaml, text)


@MORE
@given(text=damaged())
def test_damaged_documents(jsYaml: NodeProcess, text: str) -> None:
    assertAgreed(jsYaml, text)


@given(text=st.text(st.sampled_from(" \n\t:-?[]{},#&*!|>'\"%ab1<\\"), max_size=12))
def test_short_documents(jsYaml: NodeProcess, text: str) -> None:
    assertAgreed(jsYaml, text)
