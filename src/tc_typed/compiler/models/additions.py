"""Code of the models that datamodel-code-generator does not generate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tc_typed.compiler.code import Code


@dataclass(frozen=True)
class TypedDictSource:
    """The TypedDict for the class of a request."""

    name: Code
    source: Code


@dataclass(frozen=True)
class Additions:
    """Code to add inside and after classes, by the name of the class."""

    methods: dict[Code, list[Code]] = field(default_factory=dict[Code, list[Code]])
    typedDicts: dict[Code, TypedDictSource] = field(default_factory=dict[Code, TypedDictSource])

    def withTypedDicts(self, names: Iterable[Code]) -> list[Code]:
        """Return names of classes and aliases, each followed by its TypedDict, if it has one."""
        found: list[Code] = []
        for name in names:
            found.append(name)
            if (typedDict := self.typedDicts.get(name)) is not None:
                found.append(typedDict.name)
        return found
