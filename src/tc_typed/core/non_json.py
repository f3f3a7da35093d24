"""Responses other than JSON: what a call returns where the server sends a file or a redirect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tc_typed.core.redact import ComparedAsOne

BodyKind: TypeAlias = Literal["json", "text", "content", "redirect"]
"""Kinds of a successful response's body; of a redirect, only the address counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Redirect(ComparedAsOne):
    """Where the server sends the caller. The address may grant access, so it shows in no repr."""

    url: str = field(repr=False)
    """The address, whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Content(ComparedAsOne):
    """A file that the server sent."""

    contentType: str
    """Its media type, `image/svg+xml` for example."""
    body: bytes = field(repr=False)
    """The file itself."""


def parts(kind: BodyKind, headers: Mapping[str, str], content: bytes) -> object:
    """Take a response other than JSON apart, for validation as its type.

    Args:
        kind: What the body is.
        headers: HTTP headers.
        content: Body, complete.
    """
    match kind:
        case "redirect":
            return {"url": headers.get("location")}
        case "content":
            return {"contentType": headers.get("content-type"), "body": content}
        case _:
            return content.decode(errors="replace") or None
