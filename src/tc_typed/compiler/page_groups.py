"""Groups of methods and models on the pages of the API documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tc_typed.compiler.code import Code
from tc_typed.compiler.contract.load import Json, Node
from tc_typed.compiler.models.bundle import Bundle
from tc_typed.compiler.models.naming import isInline

MONITORING = "Monitoring"
"""Category of methods that every service has; they follow the service's own."""

SHARED = "Shared types"
"""Group of models that methods of several categories use."""

MESSAGES = "Messages"
"""Group of models that only exchanges use."""

OTHERS = "Other types"
"""Group of models that nothing uses, without parts, and of parts of several such models."""


@dataclass(frozen=True)
class Group:
    """Names on a page, below one heading."""

    title: str
    names: Sequence[str]


def categoryOf(entry: Node) -> str:
    """Return the category of a method; the contract has some in two spellings.

    A method of an OpenAPI document has no category: it is the empty string.
    """
    return (entry.textAt("category") or "").replace("-", " ")


def groupedMethods(bundle: Bundle) -> list[Group]:
    """Group methods by their category in the order of the contract, with monitoring last."""
    found: dict[str, list[str]] = {}
    for entry in bundle.service.methods:
        found.setdefault(categoryOf(entry), []).append(entry.require("name").text())
    titles = sorted(found, key=lambda title: title == MONITORING)
    return [Group(title, found[title]) for title in titles]


def groupedModels(bundle: Bundle) -> list[Group]:
    """Group models by the methods that use them, directly or as part of another model.

    Models that neither a method nor an exchange uses are grouped by the model that they are part
    of. In a group, models are in the order of the alphabet, each followed by its TypedDict. On a
    page without methods and exchanges, all models are in one group without a title.
    """
    models = sorted(it for it in bundle.definitions if not isInline(it))
    typedDicts = bundle.additions.withTypedDicts
    if not (bundle.service.methods or bundle.service.messages):
        return [Group("", typedDicts(models))]
    users = _Users(bundle)
    found: dict[str, list[Code]] = {}
    for name in models:
        found.setdefault(users.groupOf(name), []).append(name)
    titles = [*(it.title for it in groupedMethods(bundle)), SHARED, MESSAGES]
    titles = [*titles, *sorted(found.keys() - {*titles, OTHERS}), OTHERS]
    return [Group(title, typedDicts(found[title])) for title in titles if found.get(title)]


class _Users:
    """Categories, exchanges and other models that use each model."""

    def __init__(self, bundle: Bundle) -> None:
        definitions: dict[str, Json] = {str(name): it for name, it in bundle.definitions.items()}
        self._users: dict[str, set[str]] = {name: set() for name in definitions}
        self._parts = {name: set(_names(it, definitions)) for name, it in definitions.items()}
        for title, text in _uses(bundle):
            self._spread(title, re.findall(r"\w+", text))
        unused = {name for name, users in self._users.items() if not users}
        self._others = unused - {part for name in unused for part in self._parts[name] - {name}}
        for name in self._others:
            self._spread(name, self._parts[name])

    def groupOf(self, name: str) -> str:
        """Return the title of a model's group."""
        if name in self._others:
            return name if any(name in self._users[part] for part in self._parts[name]) else OTHERS
        users = self._users[name]
        if len(users) == 1:
            return next(iter(users))
        return OTHERS if users <= self._others else SHARED

    def _spread(self, title: str, names: Iterable[str]) -> None:
        """Note a user of models, and of the models that they consist of."""
        waiting = [name for name in names if name in self._users]
        while waiting:
            name = waiting.pop()
            if title not in self._users[name]:
                self._users[name].add(title)
                waiting += self._parts[name]


def _uses(bundle: Bundle) -> Iterator[tuple[str, str]]:
    """Yield each category, or `MESSAGES`, with a type that it uses."""
    for entry in bundle.service.methods:
        name = entry.require("name").text()
        types = [bundle.payloads.get(name), *bundle.results[name].types]
        for type_ in types:
            if type_ is not None:
                yield categoryOf(entry), type_.text
    for message in bundle.messages.values():
        yield MESSAGES, message.text


def _names(value: Json, known: Iterable[str]) -> Iterator[str]:
    """Yield the names of the definitions that a part of a definition refers to."""
    match value:
        case {"$ref": str(reference)}:
            yield from {reference.rpartition("/")[2]}.intersection(known)
        case Mapping():
            for part in value.values():
                yield from _names(part, known)
        case Sequence() if not isinstance(value, str):
            for part in value:
                yield from _names(part, known)
        case _:
            pass
