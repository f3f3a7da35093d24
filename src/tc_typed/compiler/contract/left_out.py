"""Log messages about parts of a deployment's contract that can't be compiled."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from tc_typed.compiler.contract.load import Node
from tc_typed.core.texts import cut, shown

_MAX_REASONS = 3
_MAX_TEXT = 2_000

_log = logging.getLogger("tc_typed.compiler")


def leaveOut(kind: str, entry: Node, reasons: Sequence[str]) -> None:
    """Log that a part of the contract is left out.

    Args:
        kind: Kind of the part: `method`, `exchange` or `schema`.
        entry: The part.
        reasons: Problems of the part, each with its location.
    """
    some = "; ".join(reasons[:_MAX_REASONS])
    name = f" {nameOf(entry)}" if nameOf(entry) else ""
    text = shown(cut(f"{entry}: the {kind}{name} is left out: {some}", _MAX_TEXT))
    _log.warning("%s", text, extra={"leftOut": kind})


def nameOf(entry: Node) -> str:
    """Return the name of a part that may be unchecked; empty if it has none."""
    name = entry.value.get("name") if isinstance(entry.value, Mapping) else None
    return name if isinstance(name, str) else ""
