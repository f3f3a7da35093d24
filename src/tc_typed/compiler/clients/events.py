"""From Pulse references to exchanges: layouts of routing keys, and what a listener may ask for."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import get_annotations

from tc_typed.compiler.code import Code, code, identifier, joined, literal
from tc_typed.compiler.contract.load import Node, Service
from tc_typed.compiler.models.bundle import Bundle
from tc_typed.compiler.models.docstrings import docstring
from tc_typed.compiler.models.naming import (
    RESERVED,
    TYPES,
    attributeName,
    checkUnique,
    className,
    fieldName,
)
from tc_typed.compiler.models.service_names import clientName
from tc_typed.core.events import ServiceEvents

# Names that the classes of events have of their own, which no exchange may hide.
_EVENTS_NAMES = frozenset({*dir(ServiceEvents), *get_annotations(ServiceEvents)})

# Attributes of tuples, and parameters of an exchange's method.
_WORD_NAMES = frozenset({*dir(tuple), "self", "routingKeyPattern"})


@dataclass(frozen=True)
class RoutingKeyField:
    """One word of a routing key, as a field of the tuple that it is parsed into."""

    name: Code
    type: Code
    docstring: Code


@dataclass(frozen=True)
class RoutingKeyClass:
    """Parts of a routing key's class, as the template writes it."""

    name: Code
    docstring: Code
    fields: Sequence[RoutingKeyField]


@dataclass(frozen=True)
class ExchangeMethod:
    """Parts of an exchange's declaration and of its method, as the template writes them."""

    name: Code
    types: Code
    """Arguments of `Exchange`'s type."""
    declaration: Code
    """Arguments of `Exchange`."""
    signature: Code
    docstring: Code
    call: Code
    """Arguments of `bind`."""


def eventsName(service: Service) -> Code:
    """Name of the class that knows a service's exchanges."""
    return code("{}Events", clientName(service))


# Exchanges


def exchangesOf(bundle: Bundle) -> list[ExchangeMethod]:
    """Describe the exchanges of a service for the template.

    Raises:
        ContractError: if a routing key can't be taken to pieces.
    """
    keys = {keyName(entry) for entry in bundle.service.messages}
    taken = _EVENTS_NAMES.union(TYPES, bundle.names, keys)
    found: list[ExchangeMethod] = []
    for entry in bundle.service.messages:
        with bundle.problems.collecting():
            found.append(_exchange(bundle, entry, taken))
    checkUnique([exchange.name for exchange in found], bundle.service.exchanges)
    return found


def _exchange(bundle: Bundle, entry: Node, taken: Container[str]) -> ExchangeMethod:
    name = attributeName(entry.require("name"), taken)
    layout = entry.require("routingKey").elements()
    if sum(word.booleanAt("multipleWords") for word in layout) > 1:
        raise entry.error("a routing key can have only one part of several words")
    reference = bundle.service.exchanges or entry
    address = reference.require("exchangePrefix").text() + entry.require("exchange").text()
    message = bundle.messages[entry.require("name").text()].text
    key = keyName(entry)
    parameters = {_wordName(word): word for word in layout if word.get("constant") is None}
    return ExchangeMethod(
        name=name,
        types=joined(", ", [message, key]),
        declaration=code(
            "service={service}, name={name}, exchange={exchange}, layout=({words}), "
            "key={key}, message={message}",
            service=literal(bundle.service.name),
            name=literal(entry.require("name").text()),
            exchange=literal(address),
            words=joined("", (code("{}, ", _word(word)) for word in layout)),
            key=key,
            message=message,
        ),
        signature=_signature(bundle, parameters),
        docstring=_documentation(entry, address, parameters, message),
        call=joined(", ", [code("routingKeyPattern"), *(code("{0}={0}", it) for it in parameters)]),
    )


def _word(word: Node) -> Code:
    parts = [literal(_wordName(word))]
    if (constant := word.textAt("constant")) is not None:
        parts.append(code("constant={}", literal(constant)))
    if word.booleanAt("multipleWords"):
        parts.append(code("multiple=True"))
    if not word.booleanAt("required"):
        parts.append(code("required=False"))
    return code("Word({})", joined(", ", parts))


def _wordName(word: Node) -> Code:
    """Spell the name of a part of a routing key as Python can."""
    name = fieldName(word.require("name").text())
    return code("{}_", name) if name in _WORD_NAMES else name


def _signature(bundle: Bundle, parameters: Iterable[Code]) -> Code:
    pattern = code("self, routingKeyPattern: str | None = None, /")
    keywords = [
        code("{}: {} | None = None", name, code("int | str" if bundle.isWhole(name) else "str"))
        for name in parameters
    ]
    return joined(", ", [pattern, code("*"), *keywords] if keywords else [pattern])


def _documentation(
    entry: Node, address: str, parameters: Mapping[Code, Node], message: Code
) -> Code:
    title = (entry.textAt("title") or entry.require("name").text()).rstrip(".")
    lines = ["Args:", "    routingKeyPattern: A whole pattern, instead of words to match."]
    for name, word in parameters.items():
        lines.append(f"    {name}: {' '.join((word.textAt('summary') or name).split())}")
    sections = [
        "\n".join(lines),
        f"Returns:\n    A binding, for messages of type `{message}`.",
        "Raises:\n    InvalidCall: if a word can't be one, or comes beside a whole pattern.",
        f"Exchange: `{address}`.",
    ]
    text = f"{title}.\n\n{entry.textAt('description') or ''}"
    return docstring(text, indent=8, summary=True, sections=sections)


# Routing keys


def routingKeysOf(service: Service) -> list[RoutingKeyClass]:
    """Describe the classes of a service's routing keys for the template.

    Exchanges whose `x-routing-key` is the same share one; a part is optional there if it is for
    any of them.

    Raises:
        ContractError: if exchanges share a name, but not the parts, or it means something else.
    """
    groups: dict[Code, list[Node]] = {}
    for entry in service.messages:
        groups.setdefault(keyName(entry), []).append(entry)
    return [_routingKey(name, entries) for name, entries in groups.items()]


def keyName(entry: Node) -> Code:
    """Name of the class of an exchange's routing keys."""
    title = entry.textAt("x-routing-key")
    return identifier(className(title or f"{entry.require('name').text()} Routing Key"), entry)


def _routingKey(name: Code, entries: Sequence[Node]) -> RoutingKeyClass:
    if name in RESERVED:
        raise entries[0].error(f"{name} can't be the name of its routing keys")
    fields = [_field(column) for column in _columns(name, entries)]
    checkUnique([field.name for field in fields], entries[0])
    methods = ", ".join(f"`{entry.require('name').text()}`" for entry in entries)
    text = f"A routing key, word by word. It is that of {methods}."
    if any(field.type != "str" for field in fields):
        text += " A word that the service leaves blank, `_` on the wire, is `None`."
    return RoutingKeyClass(name, docstring(text, indent=4, summary=True), fields)


def _columns(name: Code, entries: Sequence[Node]) -> list[tuple[Node, ...]]:
    """The parts of a routing key, each as all exchanges that share it describe it."""
    layouts = [entry.require("routingKey").elements() for entry in entries]
    names = [[word.require("name").text() for word in layout] for layout in layouts]
    for entry, other in zip(entries, names, strict=True):
        if other != names[0]:
            raise entry.error(f"has other parts than {entries[0]}, with which it shares {name}")
    return [*zip(*layouts, strict=True)]


def _field(column: Sequence[Node]) -> RoutingKeyField:
    optional = not all(word.booleanAt("required") for word in column)
    # Of several texts the longest says the most: what is missing in some exchanges, and why.
    text = max((word.textAt("summary") or "" for word in column), key=len)
    return RoutingKeyField(
        _wordName(column[0]),
        code("str | None") if optional else code("str"),
        docstring(text, indent=4) if text else code(""),
    )
