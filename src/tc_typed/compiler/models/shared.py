"""Classes and scalars that packages share: one package defines them, others import them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tc_typed.compiler.code import Code
from tc_typed.compiler.contract.load import Node
from tc_typed.compiler.schema.types import Record, Shape, Text


@dataclass(frozen=True)
class SharedClass:
    """A class or alias that other packages import instead of defining it again."""

    module: Code
    name: Code
    isRequest: bool | None = None
    """Whether callers send it; false if servers do, `None` if both do."""


@dataclass
class Shared:
    """Classes and scalars that packages share, collected while they are compiled in order."""

    _classes: dict[Node, SharedClass] = field(default_factory=dict[Node, SharedClass])
    _known: dict[tuple[str, str], SharedClass] = field(
        default_factory=dict[tuple[str, str], SharedClass]
    )
    _scalars: dict[str, list[SharedClass]] = field(default_factory=dict[str, list[SharedClass]])
    names: set[Code] = field(default_factory=set[Code])
    """Names of all shared classes and scalars, which nothing else can have."""

    def add(self, shape: Shape, shared: SharedClass) -> None:
        """Share the class of one schema."""
        self._classes[shape.node] = shared
        self.names.add(shared.name)

    def addKnown(self, record: Record, shared: SharedClass) -> None:
        """Share the class of all objects with this title and structure.

        Each service of a deployment has its own copy of schemas that our contract contains once.
        """
        self.add(record, shared)
        if record.title is not None and not record.isBroken:
            self._known[record.title, record.structure] = shared

    def addScalars(self, module: Code, scalars: Mapping[Code, Text]) -> None:
        """Share named string types."""
        for name, text in scalars.items():
            self._scalars.setdefault(text.structure, []).append(SharedClass(module, name))
            self.names.add(name)

    def find(self, shape: Shape) -> SharedClass | None:
        """Return the shared class of a shape, if it has one."""
        found = self._classes.get(shape.node)
        if found is not None or not self._known or not isinstance(shape, Record):
            return found
        title = shape.node.object().get("title")
        if not any(title == known for known, _ in self._known):
            return None
        return None if shape.isBroken else self._known.get((str(title), shape.structure))

    def scalar(self, text: Text, wanted: Iterable[str]) -> SharedClass | None:
        """Return the shared scalar of a string, if one has the same structure.

        Args:
            text: The string.
            wanted: Names to prefer if several scalars have the same structure.
        """
        found = self._scalars.get(text.structure, [])
        preferred = (it for it in found if it.name in wanted)
        return next(preferred, found[0] if found else None)
