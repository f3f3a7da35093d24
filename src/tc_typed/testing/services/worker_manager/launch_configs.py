"""Launch configurations of worker pools, which are archived when a pool drops them."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.worker_manager.records import LaunchConfigRecord
from tc_typed.testing.timeline import Timeline

if TYPE_CHECKING:
    from pydantic import JsonValue

_SETTINGS = "workerManager"
"""Property with settings for the worker manager itself, which may change."""

_ID = "launchConfigId"
_DIGITS = 20


@dataclass(slots=True)
class LaunchConfigChanges:
    """Ids of launch configurations that a pool has gained, kept and dropped."""

    created: list[str] = field(default_factory=list[str])
    updated: list[str] = field(default_factory=list[str])
    archived: list[str] = field(default_factory=list[str])


class LaunchConfigs:
    """Launch configurations of all worker pools. Call all methods inside the timeline."""

    def __init__(self, timeline: Timeline) -> None:
        """Start with the launch configurations in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
        """
        self._records = timeline.store.records("worker-manager.launch-configs", LaunchConfigRecord)
        self._pools: defaultdict[str, dict[str, LaunchConfigRecord]] = defaultdict(dict)
        for _, record in self._records.load():
            self._pools[record.workerPoolId][record.launchConfigId] = record

    def of(self, workerPoolId: str, *, includeArchived: bool) -> Sequence[LaunchConfigRecord]:
        """Return the launch configurations of a pool, in the order of their creation."""
        records = self._pools.get(workerPoolId, {}).values()
        return [each for each in records if includeArchived or not each.isArchived]

    def replace(
        self, workerPoolId: str, wanted: Mapping[str, dict[str, JsonValue]], now: datetime
    ) -> LaunchConfigChanges:
        """Replace the launch configurations of a pool; archive those that it drops.

        Args:
            workerPoolId: The pool.
            wanted: New launch configurations, by id.
            now: Current time.

        Raises:
            ApiError: with the code RequestConflict, if an id is in use for another configuration.
        """
        known = self._pools.get(workerPoolId, {})
        for launchConfigId, configuration in wanted.items():
            former = known.get(launchConfigId)
            if former and _launched(former.configuration) != _launched(configuration):
                raise _conflict(launchConfigId)
        changes = LaunchConfigChanges()
        for launchConfigId, configuration in wanted.items():
            record = known.get(launchConfigId)
            if record is None:
                changes.created.append(launchConfigId)
                record = LaunchConfigRecord(
                    workerPoolId=workerPoolId,
                    launchConfigId=launchConfigId,
                    configuration=configuration,
                    created=now,
                    lastModified=now,
                )
            else:
                changes.updated.append(launchConfigId)
                record.configuration = configuration
                record.lastModified = now
                record.isArchived = False
            self._put(record)
        for record in self.of(workerPoolId, includeArchived=False):
            if record.launchConfigId not in wanted:
                changes.archived.append(record.launchConfigId)
                record.isArchived = True  # A real server leaves lastModified as it is.
                self._put(record)
        return changes

    def _put(self, record: LaunchConfigRecord) -> None:
        self._pools[record.workerPoolId][record.launchConfigId] = record
        self._records.put(_key(record), record)

    def remove(self, workerPoolId: str) -> None:
        """Remove all launch configurations of a pool."""
        for record in self._pools.pop(workerPoolId, {}).values():
            self._records.delete(_key(record))


def splitConfig(
    config: Mapping[str, JsonValue],
) -> tuple[dict[str, JsonValue], dict[str, dict[str, JsonValue]]]:
    """Split the valid config of a pool into the rest and its launch configurations by id.

    A launch configuration without an id gets one that depends on its content.

    Raises:
        ApiError: with the code RequestConflict, if two have the same id.
    """
    rest = dict(config)
    listed = rest.pop("launchConfigs", [])
    wanted: dict[str, dict[str, JsonValue]] = {}
    if not isinstance(listed, list):  # Only the null provider accepts this, and drops it.
        return rest, wanted
    for each in listed:
        if not isinstance(each, dict):
            continue
        launchConfigId = _idOf(each)
        if _launched(wanted.setdefault(launchConfigId, each)) != _launched(each):
            raise _conflict(launchConfigId)
    return rest, wanted


def joinConfig(
    rest: Mapping[str, JsonValue], launchConfigs: Mapping[str, Mapping[str, JsonValue]]
) -> dict[str, JsonValue]:
    """Return the config of a pool with its launch configurations, each with its id."""
    if not launchConfigs:
        return dict(rest)
    listed: list[JsonValue] = [
        {**configuration, _SETTINGS: {**_settings(configuration), _ID: launchConfigId}}
        for launchConfigId, configuration in launchConfigs.items()
    ]
    return {**rest, "launchConfigs": listed}


def _idOf(configuration: Mapping[str, JsonValue]) -> str:
    given = _settings(configuration).get(_ID)
    if isinstance(given, str):
        return given
    content = json.dumps(_launched(configuration), sort_keys=True)
    return f"lc-{hashlib.sha256(content.encode()).hexdigest()[:_DIGITS]}"


def _settings(configuration: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    settings = configuration.get(_SETTINGS)
    return settings if isinstance(settings, dict) else {}


def _launched(configuration: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the part of a launch configuration that can't change."""
    return {name: value for name, value in configuration.items() if name != _SETTINGS}


def _key(record: LaunchConfigRecord) -> str:
    return f"{record.workerPoolId}/{record.launchConfigId}"


def _conflict(launchConfigId: str) -> ApiError:
    return ApiError(
        "RequestConflict",
        f"launch config {launchConfigId} already exists with a different configuration",
    )
