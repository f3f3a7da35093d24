"""Models of the web-server service: payloads and responses.

Compiled from schemas/web-server by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.core.models.base import Response
from tc_typed.core.models.fields import JsonObject


class Profile(Response):
    """Events over time, in the processed format of the Firefox Profiler.

    Saved to a file, the JSON can be opened at profiler.firefox.com. Only the top-level properties
    are described here; `meta` contains the version of the format.
    """

    meta: JsonObject
    """General information: `product` is the title, `startTime` the time (in milliseconds since
    1970) that all times are relative to, `markerSchema` describes the markers.
    """
    libs: list[JsonObject]
    """Libraries in which code was sampled; empty, because tasks are not sampled."""
    threads: list[JsonObject]
    """Tracks of the timeline; there is one, for the task group or the log. Its events are in
    `markers`, as columns of equal length; the column `name` contains indexes into `stringArray`.
    """
    counters: list[JsonObject] | None = None
    """Values measured over time; currently empty."""
