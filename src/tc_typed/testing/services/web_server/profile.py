"""Profiles in the processed format of the Firefox Profiler: markers on one track, no samples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from tc_typed.web_server.models import Profile

if TYPE_CHECKING:
    from pydantic import JsonValue

FieldFormat: TypeAlias = Literal["string", "integer", "time", "url", "unique-string"]
"""Format of a field. The profile contains each `unique-string` only once."""

_VIEWS: Sequence[JsonValue] = ("marker-chart", "marker-table", "timeline-overview")
_POINT, _INTERVAL, _OPEN_INTERVAL = range(3)  # phases of markers

_META: Mapping[str, JsonValue] = {
    "version": 27,
    "preprocessedProfileVersion": 47,
    "interval": 1,
    "processType": 0,
    "stackwalk": 0,
    "physicalCPUs": 0,
    "logicalCPUs": 0,
    "symbolicationNotSupported": True,
    "usesOnlyOneStackType": True,
}
_PROCESS: Mapping[str, JsonValue] = {
    "processName": "Taskcluster",
    "processType": "default",
    "processStartupTime": 0,
    "processShutdownTime": None,
    "pid": 0,
    "tid": 0,
    "isMainThread": True,
    "showMarkersInTimeline": True,
    "pausedRanges": [],
}
_NO_SAMPLES: Mapping[str, JsonValue] = {
    "weightType": "samples",
    "weight": None,
    "stack": [],
    "time": [],
    "length": 0,
}
_EMPTY_TABLES: Mapping[str, Sequence[str]] = {
    "resourceTable": ("lib", "name", "host", "type"),
    "nativeSymbols": ("libIndex", "address", "name", "functionSize"),
}
"""Columns of the tables that have no rows."""

_ONLY_ROWS: Mapping[str, Mapping[str, JsonValue]] = {
    "stackTable": {"frame": 0, "prefix": None, "category": 0, "subcategory": 0},
    "frameTable": {
        "func": 0,
        "address": -1,
        "inlineDepth": 0,
        "category": None,
        "subcategory": 0,
        "nativeSymbol": None,
        "innerWindowID": 0,
        "implementation": None,
        "line": None,
        "column": None,
    },
    "funcTable": {
        "name": 0,
        "resource": -1,
        "isJS": False,
        "relevantForJS": False,
        "fileName": None,
        "lineNumber": None,
        "columnNumber": None,
    },
}
"""The only row of tables that the Profiler needs although nothing is sampled."""


@dataclass(frozen=True, slots=True)
class MarkerType:
    """A type of marker."""

    name: str
    title: str
    """Key of the field that is shown as the title of a marker, and searched."""
    labels: Mapping[str, str]
    """Labels of the fields, by key."""
    formats: Mapping[str, FieldFormat] = field(default_factory=dict[str, FieldFormat])
    """Formats of those fields that are not plain strings, by key."""

    def schema(self) -> dict[str, JsonValue]:
        """Return the description of the type in a profile."""
        title = f"{{marker.data.{self.title}}}"
        return {
            "name": self.name,
            **dict.fromkeys(("tooltipLabel", "tableLabel", "chartLabel"), title),
            "display": [*_VIEWS],
            "data": [self._field(key, label) for key, label in self.labels.items()],
        }

    def _field(self, key: str, label: str) -> dict[str, JsonValue]:
        described: dict[str, JsonValue] = {
            "key": key,
            "label": label,
            "format": self.formats.get(key, "string"),
        }
        return {**described, "searchable": True} if key == self.title else described


@dataclass(frozen=True, slots=True)
class Marker:
    """A point or an interval on the track. Times are milliseconds since the profile's start."""

    type: MarkerType
    name: str
    category: str
    data: Mapping[str, JsonValue]
    """Values of the fields, by key."""
    start: int
    end: int | None = None
    """End of an interval; `None` if it has not ended."""
    isPoint: bool = False

    @property
    def phase(self) -> int:
        """Kind of the marker."""
        if self.isPoint:
            return _POINT
        return _OPEN_INTERVAL if self.end is None else _INTERVAL


@dataclass(frozen=True, slots=True)
class Track:
    """The only track of a profile."""

    name: str
    start: int = 0
    """Milliseconds since the profile's start."""
    end: int | None = None
    """The same for its end; `None` if it is open."""


@dataclass(frozen=True, slots=True)
class Legend:
    """Types and categories of markers."""

    types: Sequence[MarkerType]
    colors: Mapping[str, str]
    """Colours of the categories, by name."""


def makeProfile(
    title: str, startTime: int, track: Track, legend: Legend, markers: Iterable[Marker]
) -> Profile:
    """Return a profile.

    Args:
        title: Title of the profile.
        startTime: Milliseconds since 1970 of its start.
        track: Its track.
        legend: Types and categories of its markers.
        markers: Its markers.
    """
    categories: list[JsonValue] = [
        {"name": name, "color": color, "subcategories": ["Other"]}
        for name, color in legend.colors.items()
    ]
    schemas: list[JsonValue] = [each.schema() for each in legend.types]
    return Profile(
        meta={
            **_META,
            "product": title,
            "startTime": startTime,
            "markerSchema": schemas,
            "categories": categories,
        },
        libs=[],
        threads=[_thread(track, markers, [*legend.colors])],
        counters=[],
    )


def _thread(
    track: Track, markers: Iterable[Marker], categories: Sequence[str]
) -> dict[str, JsonValue]:
    texts = _Texts()
    return {
        **_PROCESS,
        "name": track.name,
        "registerTime": track.start,
        "unregisterTime": track.end,
        "samples": {**_NO_SAMPLES},
        **{
            name: _table({column: [] for column in columns})
            for name, columns in _EMPTY_TABLES.items()
        },
        **{
            name: _table({column: [value] for column, value in row.items()})
            for name, row in _ONLY_ROWS.items()
        },
        "markers": _markerTable(markers, categories, texts),
        "stringArray": [*texts],
    }


def _markerTable(
    markers: Iterable[Marker], categories: Sequence[str], texts: _Texts
) -> dict[str, JsonValue]:
    """Return a table of markers, whose texts are entered into a table of texts."""
    columns: dict[str, list[JsonValue]] = {
        name: [] for name in ("name", "data", "startTime", "endTime", "phase", "category")
    }
    for marker in markers:
        row: dict[str, JsonValue] = {
            "name": texts[marker.name],
            "data": _data(marker, texts),
            "startTime": marker.start,
            "endTime": marker.end,
            "phase": marker.phase,
            "category": categories.index(marker.category),
        }
        for name, value in row.items():
            columns[name].append(value)
    return _table(columns)


def _data(marker: Marker, texts: _Texts) -> dict[str, JsonValue]:
    formats = marker.type.formats
    values = {
        key: texts[value]
        if isinstance(value, str) and formats.get(key) == "unique-string"
        else value
        for key, value in marker.data.items()
    }
    return {"type": marker.type.name, **values}


def _table(columns: Mapping[str, list[JsonValue]]) -> dict[str, JsonValue]:
    """Return a table with its columns, which are equally long."""
    return {**columns, "length": len(next(iter(columns.values())))}


class _Texts(dict[str, int]):
    """Indexes of texts in the table of texts, each of which is entered at its first use."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]
