"""Unique names of methods, iterators and types of fakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tc_typed.compiler.code import Code, identifier, isIdentifier
from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.load import Node


class FreeNames:
    """A source of unique names: names that are taken get trailing underscores."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Start with the names that are taken already."""
        self._taken = {*taken}

    def __contains__(self, name: str) -> bool:
        """Return whether a name is still free."""
        return name not in self._taken

    def take(self, name: str, where: object) -> Code:
        """Take a name, adding trailing underscores until it is unique.

        Raises:
            ContractError: if it is not a valid Python name.
        """
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return identifier(name, where)


def attributeNames(
    entries: Sequence[Node], free: FreeNames, problems: Problems
) -> Mapping[Node, Code]:
    """Choose the attribute names of methods.

    A method keeps its name if that is free, regardless of the order in the reference. If Python or
    the class already uses the name, it gets a trailing underscore: `close_`.

    Args:
        entries: Entries of the methods; no two have the same name.
        free: Source of unique names.
        problems: Collects names that are not valid in Python; their methods are left out.
    """
    found: dict[Node, Code] = {}
    for entry in entries:
        name = entry.require("name").text()
        if not name.startswith("_") and isIdentifier(name) and name in free:
            found[entry] = free.take(name, entry)
    for entry in entries:
        if entry not in found:
            with problems.collecting():
                found[entry] = free.take(_bare(entry.require("name")), entry)
    return {entry: found[entry] for entry in entries if entry in found}


def _bare(name: Node) -> str:
    """Return a name without leading underscores and with a trailing one."""
    text = name.text()
    bare = text.lstrip("_")
    if not bare or not isIdentifier(f"{bare}_"):
        raise name.error(f"{text!r} is not a valid Python name")
    return f"{bare}_"
