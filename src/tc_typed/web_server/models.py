"""Models of the web-server service: what its methods take and return, and its messages.

Compiled from schemas/web-server by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.core.models.base import Response
from tc_typed.core.models.fields import JsonObject


class PingResponse(Response):
    """Sign of life from a service."""

    alive: bool
    """True whenever the service answers at all."""
    uptime: float
    """Seconds for which the answering process has been up, with a fraction."""


class HeartbeatResponse(Response):
    """Health check: any response means that the service is up."""


class VersionResponse(Response):
    """Which build of Taskcluster a service runs."""

    version: str
    """Release, such as `106.0.0`."""
    commit: str | None = None
    """Git commit that the release was built from."""
    source: str | None = None
    """Repository of the commit; deployments often leave it empty."""
    build: str | None = None
    """Address of the CI job that built the release; deployments often leave it empty."""


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
