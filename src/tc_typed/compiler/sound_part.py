"""Reduction of a service to the parts that can be compiled, for unusual contracts of deployments.

Each method, exchange and schema is compiled separately. Those that fail are left out, and logged to
`tc_typed.compiler` (level WARNING) with their locations and the reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from tc_typed.compiler.contract.left_out import leaveOut, nameOf
from tc_typed.compiler.contract.load import Node, Service

Trial: TypeAlias = Callable[[Service], Sequence[str]]
"""Function that compiles a part of a service and returns the problems."""


def soundPart(service: Service, trial: Trial) -> Service:
    """Remove the parts of a service that can't be compiled.

    Args:
        service: A service that can't be compiled as a whole.
        trial: Function that compiles a part of it.

    Returns:
        The part that can be compiled, or the whole service if the problem is not in a part.
    """
    nothing = partOf(service)
    if trial(nothing):
        return service
    return partOf(
        service,
        methods=_sound("method", service.methods, lambda it: trial(partOf(service, methods=[it]))),
        messages=_sound(
            "exchange", service.messages, lambda it: trial(partOf(service, messages=[it]))
        ),
        schemas=_sound("schema", service.schemas, lambda it: trial(partOf(service, schemas=[it]))),
    )


def partOf(
    service: Service,
    *,
    methods: Iterable[Node] = (),
    messages: Iterable[Node] = (),
    schemas: Iterable[Node] = (),
) -> Service:
    """Reduce a service to some of its methods, exchanges and schemas."""
    kept = tuple(methods)
    return replace(
        service,
        methods=kept,
        messages=tuple(messages),
        schemas=tuple(schemas),
        results=_resultsOf(service.results, kept),
    )


def _resultsOf(root: Node | None, methods: Iterable[Node]) -> Node | None:
    """Return the part of results.json about some methods."""
    if root is None:
        return None
    names = {nameOf(method) for method in methods}
    results = root.require("results").object()
    kept = {name: it for name, it in results.items() if name in names}
    return root.having({**root.object(), "results": kept})


def _sound(
    kind: str, entries: Sequence[Node], trial: Callable[[Node], Sequence[str]]
) -> Sequence[Node]:
    kept: list[Node] = []
    names: set[str] = set()
    for entry in entries:
        name = nameOf(entry)
        reasons = trial(entry)
        if name and name in names:
            reasons = [*reasons, "another one has the same name"]
        if reasons:
            leaveOut(kind, entry, reasons)
        else:
            names.add(name)
            kept.append(entry)
    return kept
