"""Hooks, their schedules and their latest fires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tc_typed.hooks.models import (
    Hook,
    HookFire,
    HookStatus,
    ListHookGroupsResponse,
    ListHooksResponse,
    ListLastFiresResponse,
)
from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.server.errors import ApiError

MOST_FIRES = 50
"""Number of fires that the page of a hook lists."""

MOST_HOOKS = 500
"""Number of hooks that the list shows."""


@dataclass(frozen=True, slots=True)
class HookRow:
    """A hook in a list."""

    hook: Hook
    status: HookStatus


@dataclass(frozen=True, slots=True)
class HooksPage:
    """All hooks."""

    rows: Sequence[HookRow]
    isCut: bool
    """Whether there are more hooks."""


@dataclass(frozen=True, slots=True)
class HookPage:
    """A hook."""

    row: HookRow
    fires: Sequence[HookFire]
    """Latest fires."""


def hooks(reader: Reader, _arguments: Arguments) -> HooksPage:
    """Return the list of hooks, which is empty if the service is not implemented."""
    try:
        groups = reader.call("hooks", "listHookGroups", ListHookGroupsResponse).groups
    except ApiError:
        return HooksPage((), isCut=False)
    found = [
        hook
        for group in sorted(groups)
        for hook in reader.call("hooks", "listHooks", ListHooksResponse, group).hooks
    ]
    rows = [_row(reader, hook) for hook in found[:MOST_HOOKS]]
    return HooksPage(rows, isCut=len(rows) < len(found))


def hook(reader: Reader, arguments: Arguments) -> HookPage:
    """Return the page of a hook.

    Raises:
        ApiError: with the code ResourceNotFound, if it does not exist.
    """
    names = arguments.path["hookGroupId"], arguments.path["hookId"]
    found = reader.call("hooks", "hook", Hook, *names)
    fires = reader.call(
        "hooks", "listLastFires", ListLastFiresResponse, *names, limit=str(MOST_FIRES)
    )
    return HookPage(_row(reader, found), fires.lastFires)


def _row(reader: Reader, hook: Hook) -> HookRow:
    return HookRow(
        hook, reader.call("hooks", "getHookStatus", HookStatus, hook.hookGroupId, hook.hookId)
    )
