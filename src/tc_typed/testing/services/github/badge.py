"""Badges with the state of a branch."""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.testing.server.service import Reply

_LABELS: Mapping[str, tuple[str, str]] = {
    "pending": ("pending", "#8a6d00"),
    "success": ("passing", "#2a7a2a"),
    "failure": ("failing", "#b3261e"),
    "error": ("error", "#b3261e"),
    "newrepo": ("no builds", "#5f6368"),
    "nogithub": ("not installed", "#5f6368"),
}
"""Text and colour of a badge by the state in its header."""

_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="176" height="20" role="img" \
aria-label="Taskcluster: {text}">
<rect width="176" height="20" rx="3" fill="#37474f"/>
<rect x="84" width="92" height="20" rx="3" fill="{color}"/>
<g fill="#fff" font-family="sans-serif" font-size="11" text-anchor="middle">
<text x="42" y="14">Taskcluster</text>
<text x="130" y="14">{text}</text>
</g>
</svg>
"""


def badge(state: str) -> Reply:
    """Return the response with a badge.

    Args:
        state: State of a status, `newrepo` if there is none, or `nogithub` if the App is not
            installed.
    """
    text, color = _LABELS[state]
    headers = {"content-type": "image/svg+xml", "x-taskcluster-status": state}
    return Reply(200, _SVG.format(text=text, color=color), headers)
