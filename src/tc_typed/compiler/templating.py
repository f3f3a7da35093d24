"""The templates, and how they are read."""

from __future__ import annotations

from pathlib import Path

import jinja2

from tc_typed.compiler.layout import notice


def templates() -> jinja2.Environment:
    """Set up the templates: strict about what they are given, and quiet about their own lines."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Python and Markdown are written, no HTML
    )
    environment.filters["notice"] = notice
    return environment
