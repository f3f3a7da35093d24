"""Rendering agrees with Taskcluster's own json-e, which runs in JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import event, given, settings
from pydantic import JsonValue
from tests.profiles import IS_LONG
from tests.taskcluster_yml.json_e.templates import CONTEXT, templates
from tests.taskcluster_yml.node import NodeProcess, needsLibrary

from tc_typed.taskcluster_yml.json_e.template import NotRendered, renderJsonE

# Templates that JavaScript's json-e renders and we refuse: part of our message, and the reason.
REFUSED = {
    "is reserved": "it allows a reserved key if its value is deleted",
    "is not a time in ISO 8601": "it renders null",
    "$sorted values": "it sorts integers and fractions together",
    "uncalled functions": "it renders a deleted value of $json, $find and others as {}",
}

NOW = "2026-01-02T03:04:05.678Z"
MORE = settings(max_examples=6000 if IS_LONG else 150)


@pytest.fixture(scope="module")
def jsonE() -> Iterator[NodeProcess]:
    with closing(NodeProcess("json_e.js", "json-e")) as process:
        yield process


def slugIdOf(label: object) -> str:
    return f"slugid of {label}"


def render(template: JsonValue) -> tuple[JsonValue, str]:
    """Return the result, or the error message."""
    variables: dict[str, object] = {**CONTEXT, "as_slugid": slugIdOf}
    try:
        return renderJsonE("test", template, variables, NOW).value, ""
    except NotRendered as error:
        return None, error.message


@needsLibrary("json-e")
@MORE
@given(template=templates())
def test_templates(jsonE: NodeProcess, template: JsonValue) -> None:
    request = {"template": template, "context": {**CONTEXT, "now": NOW}, "hasSlugids": True}
    theirs = jsonE.ask(request)
    ours, message = render(template)
    event("json-e refuses" if "refused" in theirs else "json-e renders")
    if message:
        reasons = [reason for part, reason in REFUSED.items() if part in message]
        assert "refused" in theirs or reasons, (theirs, message)
    else:
        assert "value" in theirs, (theirs, ours)
        assert json.dumps(ours, sort_keys=True) == json.dumps(theirs["value"], sort_keys=True)


def test_data_that_is_found_is_not_rendered_again() -> None:
    assert render({"$find": ["$${n}"], "each(x)": "true"}) == ("${n}", "")
