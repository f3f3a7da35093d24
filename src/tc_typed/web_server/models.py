"""Models of the web-server service: what its methods take and return, and its messages.

Compiled from schemas/web-server by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.core.models.base import Response
from tc_typed.core.models.fields import JsonObject


class Profile(Response):
    """What happened when, in the processed format of the Firefox Profiler.

    Written to a file, its JSON can be opened at profiler.firefox.com. Only the outermost parts are
    described here; `meta` tells the version of the format.
    """

    meta: JsonObject
    """About the whole: `product` is its title, `startTime` the moment (in milliseconds since 1970)
    from which all times count, `markerSchema` says what markers carry.
    """
    libs: list[JsonObject]
    """Libraries that code was sampled in; empty, as tasks are not sampled."""
    threads: list[JsonObject]
    """Tracks of the timeline; there is one, for the task group or the log. What happened is in its
    `markers`, columns of equal length, with names that are positions in `stringArray`.
    """
    counters: list[JsonObject] | None = None
    """Values measured over time; empty so far."""
