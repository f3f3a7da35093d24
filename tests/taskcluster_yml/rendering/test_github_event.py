"""Hostile events cause only the errors that are documented, and none takes long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from tests.taskcluster_yml.rendering import events, test_render, test_version_zero

from tc_typed import InvalidCall, InvalidTaskclusterYml, parseTaskclusterYml, renderTaskclusterYml
from tc_typed.taskcluster_yml.rendering.github_event import readEvent

EVENTS: dict[str, Callable[[], Any]] = {
    "github-push": events.push,
    "github-pull-request": events.pullRequest,
    "github-pull-request-untrusted": events.pullRequest,
    "github-release": events.release,
    "github-issue-comment": events.comment,
}
HOSTILE: list[object] = [
    None,
    True,
    0,
    -1.5,
    10**400,
    float("nan"),
    float("inf"),
    "",
    "/",
    "refs/tags/",
    "\0\x1b[31m\n",
    "\ud800",
    "x" * 1_000_000,
    "${event} {{ event.type }} {{ '1 day' | $fromNow }}",
    [],
    [[]],
    {},
    {"name": {"login": []}},
    {1: 2},
    {None: 1},
    {(1,): 2},
    b"bytes",
    object(),
]
FILES = [
    parseTaskclusterYml(test_render.FILE),
    parseTaskclusterYml(test_version_zero.FILE),
    parseTaskclusterYml("version: 1\ntasks: [{$eval: event}]\nhooks: [{name: a/b}]"),
]
LONGEST = 2.0  # seconds of processor time
LONGEST_MESSAGE = 20_000


def places(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(value, dict):
        for key, item in value.items():  # pyright: ignore[reportUnknownVariableType]  # any event
            yield from places(item, (*path, str(key)))  # pyright: ignore[reportUnknownArgumentType]  # any event


def replaced(event: Any, path: tuple[str, ...], value: object) -> Any:  # any event
    if not path:
        return value
    changed = deepcopy(event)
    *around, last = path
    inner = changed
    for key in around:
        inner = inner[key]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return changed


@pytest.mark.parametrize("tasksFor", EVENTS)
@pytest.mark.parametrize("index", range(len(FILES)))
def test_wrong_values_at_any_place_cause_only_documented_errors(tasksFor: str, index: int) -> None:
    event = EVENTS[tasksFor]()
    for path in places(event):
        for value in [*HOSTILE, *([...] if path else [])]:
            changed = replaced(event, path, value)
            message = ""
            try:
                rendering = renderTaskclusterYml(FILES[index], tasksFor=tasksFor, event=changed)
                rendering.toJson()
            except (InvalidTaskclusterYml, InvalidCall) as error:
                message = str(error)
            assert len(message) < LONGEST_MESSAGE
            assert "\x1b" not in message


@pytest.mark.parametrize(
    "body",
    ["\n" * 200_000, " " * 200_000, "/taskcluster " * 20_000 + "\n", "\n /taskcluster" * 20_000],
)
def test_long_comments_are_read_quickly(body: str) -> None:
    started = time.thread_time()
    with suppress(InvalidCall):
        readEvent("test", "github-issue-comment", events.comment(body))
    assert time.thread_time() - started < LONGEST


@pytest.mark.parametrize(
    ("body", "command"),
    [
        ("\n\n \t/taskcluster a b ", "a b"),
        ("x\n/taskcluster\n\n a", "a"),
        ("x /taskcluster a\n/taskcluster b", "b"),
        ("\f/taskcluster\ta", "a"),
    ],
)
def test_commands_in_comments_are_found(body: str, command: str) -> None:
    found = readEvent("test", "github-issue-comment", events.comment(body))
    assert found.body["taskcluster_comment"] == command
