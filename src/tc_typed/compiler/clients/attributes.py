"""Names of methods, of their iterating twins and of the types of their fakes, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tc_typed.compiler.code import Code, identifier, isIdentifier
from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.load import Node


class FreeNames:
    """Gives names away, each once: one that is taken gets underscores at its end."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Start with names that are in use."""
        self._taken = {*taken}

    def __contains__(self, name: str) -> bool:
        """Whether a name is still free."""
        return name not in self._taken

    def take(self, name: str, where: object) -> Code:
        """Take a name, or the first free one with underscores at its end.

        Raises:
            ContractError: if it is no name that Python can spell.
        """
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return identifier(name, where)


def attributeNames(
    entries: Sequence[Node], free: FreeNames, problems: Problems
) -> Mapping[Node, Code]:
    """Spell the names of methods as attributes.

    A method whose own name is free has that, wherever it stands in the reference. Others, called
    like something that Python or the class already has, get an underscore: `close_`.

    Args:
        entries: The methods, whose names differ.
        free: Gives the names.
        problems: Where to note a name that Python can't spell; its method is left out.
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
    """A name without underscores before it, and with one behind it."""
    text = name.text()
    bare = text.lstrip("_")
    if not bare or not isIdentifier(f"{bare}_"):
        raise name.error(f"{text!r} is no name that Python can spell")
    return f"{bare}_"
