"""The search field: where an id or a name leads to."""

from __future__ import annotations

from urllib.parse import quote

from tc_typed.hooks.models import Hook
from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.page.views.index import index
from tc_typed.testing.server.errors import ApiError


def search(reader: Reader, text: str) -> str:
    """Return the path of the page of a task, task group, hook, task queue or index path.

    Raises:
        ApiError: with the code ResourceNotFound, if there is no such thing.
    """
    wanted = text.strip()
    if wanted in reader.tasks:
        return f"/tasks/{quote(wanted, safe='')}"
    if wanted in reader.groups:
        return f"/tasks/groups/{quote(wanted, safe='')}"
    if _isHook(reader, wanted):
        return f"/hooks/{quote(wanted)}"
    if wanted in reader.states.byTaskQueue:
        return f"/workers/{quote(wanted)}"
    try:
        path = index(reader, Arguments({"namespace": wanted}, {})).path
    except ApiError:
        raise ApiError(
            "ResourceNotFound", f"there is no task, task group, hook or index path {wanted!r}"
        ) from None
    return f"/tasks/index/{quote(path, safe='')}" if path else "/"


def _isHook(reader: Reader, text: str) -> bool:
    hookGroupId, _, hookId = text.partition("/")
    try:
        reader.call("hooks", "hook", Hook, hookGroupId, hookId)
    except ApiError:
        return False
    return True
