"""Responses other than JSON: results of calls for which the server sends a file or a redirect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tc_typed.core.redact import ComparedAsOne

BodyKind: TypeAlias = Literal["json", "text", "content", "redirect"]
"""Kinds of a successful response's body; for `redirect`, only the URL matters."""


@dataclass(frozen=True, slots=True, eq=False)
class Redirect(ComparedAsOne):
    """A redirect that the server sent. Its URL may grant access, so the repr doesn't show it."""

    url: str = field(repr=False)
    """Full URL."""


@dataclass(frozen=True, slots=True, eq=False)
class Content(ComparedAsOne):
    """A file that the server sent."""

    contentType: str
    """MIME type, for example `image/svg+xml`."""
    body: bytes = field(repr=False)
    """Content of the file."""


def parts(kind: BodyKind, headers: Mapping[str, str], content: bytes) -> object:
    """Extract the fields of a response other than JSON, to be validated as the result's type.

    Args:
        kind: Kind of the body.
        headers: HTTP headers.
        content: Complete body.
    """
    match kind:
        case "redirect":
            return {"url": headers.get("location")}
        case "content":
            return {"contentType": headers.get("content-type"), "body": content}
        case _:
            return content.decode(errors="replace") or None
