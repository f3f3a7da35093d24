"""The templates, and how they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import jinja2

from tc_typed.compiler.code import Code, checked, joined, literal
from tc_typed.compiler.layout import notice


class _Environment(jinja2.Environment):
    """Settings of all templates: unknown names are errors, and tags leave no lines behind."""

    def __init__(self) -> None:
        super().__init__(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )


class _CodeEnvironment(_Environment):
    """Settings of Python templates: only `Code` may be inserted."""

    @staticmethod
    def concat(parts: Iterable[str]) -> Code:
        """Join parts, which are text of a template or checked by `finalize`."""
        return Code("".join(parts))

    def __init__(self) -> None:
        super().__init__()
        self.finalize = checked
        self.filters["join"] = _join
        self.filters["literal"] = literal
        self.filters["notice"] = notice


def _join(parts: Iterable[Code]) -> Code:
    return joined(", ", parts)


@cache
def _codeEnvironment() -> _CodeEnvironment:
    return _CodeEnvironment()


def renderCode(template: str, facts: Mapping[str, object]) -> Code:
    """Write a module of Python.

    Args:
        template: Name of its template.
        facts: What the template is given: `Code`, wherever it puts it into the module.

    Raises:
        TypeError: if it would put anything else into it.
    """
    return checked(_codeEnvironment().get_template(template).render(facts))


def renderPage(template: str, facts: Mapping[str, object]) -> str:
    """Write a page of Markdown from our own contract, which is trusted."""
    return _Environment().get_template(template).render(facts)
