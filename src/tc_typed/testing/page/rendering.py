"""Rendering of templates, with the filters that they use."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import quote, urlsplit

from tc_typed.core.extras import needing
from tc_typed.core.models.timestamps import formatTimestamp

with needing("testing", "LocalTaskcluster"):
    from jinja2 import Environment, PackageLoader, StrictUndefined

LONGEST_TEXT = 100_000
"""Maximum number of characters of a text that a page shows."""

_UNITS = (("y", 31536000), ("d", 86400), ("h", 3600), ("min", 60), ("s", 1))

_FOREVER = timedelta(days=200 * 365)
"""Time from now after which something is shown as never happening."""

_SECTIONS = {
    "provisioners": "/workers",
    "worker-manager": "/workers",
    "tasks": "/tasks/groups",
}
"""Sections of the header, by the first parts of paths that are not below a section."""


@cache
def environment() -> Environment:
    """Return the environment of all templates."""
    made = Environment(
        loader=PackageLoader("tc_typed.testing.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {
        "asPath": asPath,
        "cut": cut,
        "duration": duration,
        "exact": formatTimestamp,
        "fileSize": fileSize,
        "prettyJson": prettyJson,
        "relative": relative,
        "webUrl": webUrl,
    }
    # Jinja2 declares no types for these dictionaries, so their first values seem to limit them.
    vars(made)["globals"]["sectionOf"] = sectionOf
    vars(made)["filters"].update(filters)
    return made


def render(template: str, **values: object) -> str:
    """Return the HTML of a template.

    Args:
        template: Name of its file.
        **values: Values that it shows.
    """
    return environment().get_template(template).render(**values)


def sectionOf(path: str) -> str:
    """Return the path of the header's section to which a page belongs."""
    if path.startswith("/tasks/index"):
        return "/tasks/index"
    first = path.split("/", 2)[1]
    return _SECTIONS.get(first, f"/{first}")


def asPath(value: object) -> str:
    """Return a value as a part of a URL's path, in which slashes are escaped, too."""
    return quote(str(value), safe="")


def cut(text: str, length: int = LONGEST_TEXT) -> str:
    """Return a text without what exceeds a length."""
    if len(text) <= length:
        return text
    return f"{text[:length]}… ({len(text) - length:,} more characters)"


def duration(length: timedelta) -> str:
    """Return a length of time in its largest unit and the next one: `2 h 5 min`."""
    rest = abs(int(length.total_seconds()))
    parts: list[str] = []
    for unit, seconds in _UNITS:
        count, rest = divmod(rest, seconds)
        if count:
            parts.append(f"{count} {unit}")
        elif parts:
            break
    return " ".join(parts[:2]) or "0 s"


def relative(time: datetime, now: datetime) -> str:
    """Return a time as seen from now: `5 min ago`, `in 2 d`."""
    length = duration(time - now).split(" ")
    if time - now > _FOREVER:
        return "never"
    text = " ".join(length[:2])
    if text == "0 s":
        return "now"
    return f"{text} ago" if time <= now else f"in {text}"


def fileSize(size: int) -> str:
    """Return a number of bytes in a suitable unit: `1.5 MiB`."""
    amount = float(size)
    for unit in ("B", "KiB", "MiB"):
        if amount < 1024:  # A KiB has 1024 bytes.
            return f"{size} B" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GiB"


def prettyJson(value: object) -> str:
    """Return a value as indented JSON, which is cut if it is long."""
    return cut(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def webUrl(text: str) -> str | None:
    """Return a URL that a page may link to; `None` if it is not http or https."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc else None
