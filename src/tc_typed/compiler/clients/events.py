"""Exchanges and their classes, compiled from Pulse references."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import get_annotations

from tc_typed.compiler.clients.attributes import FreeNames, attributeNames
from tc_typed.compiler.code import Code, code, identifier, joined, literal, literals
from tc_typed.compiler.contract.load import Node, Service
from tc_typed.compiler.models.bundle import Bundle
from tc_typed.compiler.models.docstrings import docstring
from tc_typed.compiler.models.naming import (
    RESERVED,
    TYPES,
    checkUnique,
    className,
    fieldName,
)
from tc_typed.compiler.models.service_names import clientName
from tc_typed.core.events import ServiceEvents

# Attributes of all events classes, which no exchange may hide.
_EVENTS_NAMES = frozenset({*dir(ServiceEvents), *get_annotations(ServiceEvents)})

# Names that fields of a routing key can't have: attributes of tuples, and other parameters of an
# exchange's call.
_WORD_NAMES = frozenset({*dir(tuple), "self", "routingKeyPattern"})


@dataclass(frozen=True)
class RoutingKeyField:
    """A word of a routing key, as a field of the parsed tuple."""

    name: Code
    type: Code
    docstring: Code


@dataclass(frozen=True)
class RoutingKeyClass:
    """Code of a routing key class, for the template."""

    name: Code
    docstring: Code
    fields: Sequence[RoutingKeyField]


@dataclass(frozen=True)
class ExchangeClass:
    """Code of a class of exchanges that share a routing key layout."""

    name: Code
    key: Code
    """Name of the routing key class."""
    docstring: Code
    words: Sequence[Code]
    """Layout of the routing key: a `Word` for each part."""
    optional: Container[str]
    """Names of the parts that at least one of the exchanges can leave blank."""
    signature: Code
    """Parameters of `__call__`."""
    callDocstring: Code
    call: Code
    """Arguments of `bind`."""
    entries: Sequence[Node]
    """Entries of the exchanges in the contract."""


@dataclass(frozen=True)
class ExchangeAttribute:
    """Code of an exchange's declaration, for the template."""

    name: Code
    type: Code
    declaration: Code
    """Expression that creates the exchange."""
    docstring: Code


def eventsName(service: Service) -> Code:
    """Return the name of the class with a service's exchanges."""
    return code("{}Events", clientName(service))


# Exchanges


def exchangesOf(bundle: Bundle, classes: Iterable[ExchangeClass]) -> list[ExchangeAttribute]:
    """Describe the exchanges of a service for the template.

    Args:
        bundle: The service.
        classes: The classes of its exchanges.
    """
    classOf = {entry: exchange for exchange in classes for entry in exchange.entries}
    free = FreeNames(
        _EVENTS_NAMES.union(
            RESERVED,
            TYPES,
            bundle.names,
            *((exchange.name, exchange.key) for exchange in classOf.values()),
        )
    )
    entries = [entry for entry in bundle.service.messages if entry in classOf]
    found: list[ExchangeAttribute] = []
    for entry, name in attributeNames(entries, free, bundle.problems).items():
        with bundle.problems.collecting():
            found.append(_exchange(bundle, entry, name, classOf[entry]))
    return found


def _exchange(
    bundle: Bundle, entry: Node, attribute: Code, exchangeClass: ExchangeClass
) -> ExchangeAttribute:
    name = entry.require("name")
    reference = bundle.service.exchanges or entry
    fullName = reference.require("exchangePrefix").text() + entry.require("exchange").text()
    message = bundle.messages[name.text()].text
    arguments = [literal(entry.require("exchange").text()), message]
    if attribute != name.text():
        arguments.append(code("name={}", literal(name.text())))
    filled = [_wordName(word) for word in _layout(entry) if _isRequired([word])]
    required = [word for word in filled if word in exchangeClass.optional]
    if required:
        arguments.append(code("required={}", literals(required)))
    return ExchangeAttribute(
        name=attribute,
        type=code("{}[{}]", exchangeClass.name, message),
        declaration=code("{}({})", exchangeClass.name, joined(", ", arguments)),
        docstring=_exchangeText(entry, fullName, required),
    )


def _exchangeText(entry: Node, fullName: str, required: Sequence[str]) -> Code:
    title = (entry.textAt("title") or entry.require("name").text()).rstrip(".")
    sections = [f"Exchange: `{fullName}`."]
    if required:
        sections.insert(0, f"Always filled in: {', '.join(f'`{name}`' for name in required)}.")
    text = f"{title}.\n\n{entry.textAt('description') or ''}"
    return docstring(text, indent=4, summary=True, sections=sections)


# Classes of exchanges


def exchangeClassesOf(bundle: Bundle) -> list[ExchangeClass]:
    """Describe the classes of a service's exchanges for the template.

    Exchanges that share a routing key class also share an exchange class, unless a part is constant
    or multiple in only some of them.

    Raises:
        ContractError: if every possible name of a class is taken.
    """
    groups: dict[tuple[Code, tuple[Code, ...]], list[Node]] = {}
    for entry in bundle.service.messages:
        layout = tuple(_word([word], required=True) for word in _layout(entry))
        groups.setdefault((keyName(entry), layout), []).append(entry)
    taken = {*RESERVED, *TYPES, *bundle.names, *(key for key, _ in groups)}
    found: list[ExchangeClass] = []
    for (key, _), entries in groups.items():
        with bundle.problems.collecting():
            found.append(_exchangeClass(bundle, key, entries, taken))
            taken.add(found[-1].name)
    return found


def _exchangeClass(
    bundle: Bundle, key: Code, entries: Sequence[Node], taken: Container[str]
) -> ExchangeClass:
    columns = _columns(key, entries)
    if sum(column[0].booleanAt("multipleWords") for column in columns) > 1:
        raise entries[0].error("a routing key can have only one part with multipleWords")
    selectable = [column for column in columns if column[0].get("constant") is None]
    parameters = {_wordName(column[0]): _summary(column) for column in selectable}
    pattern = code("routingKeyPattern")
    return ExchangeClass(
        name=_exchangeClassName(key, entries[0], taken),
        key=key,
        docstring=docstring(f"An exchange with routing keys of type `{key}`.", indent=4),
        words=[_word(column, required=_isRequired(column)) for column in columns],
        optional={_wordName(column[0]) for column in columns if not _isRequired(column)},
        signature=_signature(bundle, parameters),
        callDocstring=_callText(parameters, hasBlanks=any(map(_canBeBlank, selectable))),
        call=joined(", ", [pattern, *(code("{0}={0}", it) for it in parameters)]),
        entries=entries,
    )


def _canBeBlank(column: Sequence[Node]) -> bool:
    """Check whether a part is a single word that the service can leave blank."""
    return not _isRequired(column) and not column[0].booleanAt("multipleWords")


def _exchangeClassName(key: Code, entry: Node, taken: Container[str]) -> Code:
    """Name a class after its routing keys or, if that name is taken, after its first exchange."""
    for stem in (key.removesuffix("RoutingKey"), className(entry.require("name").text()), key):
        name = identifier(f"{stem}Exchange", entry)
        if name not in taken:
            return name
    raise entry.error(f"the name {name} would be used twice")


def _word(column: Sequence[Node], *, required: bool) -> Code:
    word = column[0]
    parts = [literal(_wordName(word))]
    if (constant := word.textAt("constant")) is not None:
        parts.append(code("constant={}", literal(constant)))
    if word.booleanAt("multipleWords"):
        parts.append(code("multiple=True"))
    if not required:
        parts.append(code("required=False"))
    return code("Word({})", joined(", ", parts))


def _signature(bundle: Bundle, parameters: Iterable[Code]) -> Code:
    pattern = code("self, routingKeyPattern: str | None = None, /")
    keywords = [
        code("{}: {} | None = None", name, code("int | str" if bundle.isInteger(name) else "str"))
        for name in parameters
    ]
    return joined(", ", [pattern, code("*"), *keywords] if keywords else [pattern])


def _callText(parameters: Mapping[Code, str], *, hasBlanks: bool) -> Code:
    lines = [
        "Args:",
        "    routingKeyPattern: Complete routing key pattern, instead of single words.",
    ]
    lines += [
        f"    {name}: {' '.join((text or name).split())}" for name, text in parameters.items()
    ]
    sections = [
        "\n".join(lines),
        "Returns:\n    A binding, which also parses the messages.",
        "Raises:\n    InvalidCall: if a word is invalid, or is given together with a pattern.",
    ]
    text = "Select the messages to receive."
    if hasBlanks:
        text += " `_` matches a word that the service left blank."
    return docstring(text, indent=8, summary=True, sections=sections)


# Routing keys


def routingKeysOf(service: Service) -> list[RoutingKeyClass]:
    """Describe the classes of a service's routing keys for the template.

    Exchanges with the same `x-routing-key` share a class, in which a part is optional if any of
    them can leave it blank.

    Raises:
        ContractError: if exchanges share a class but have different parts, or its name is taken.
    """
    groups: dict[Code, list[Node]] = {}
    for entry in service.messages:
        groups.setdefault(keyName(entry), []).append(entry)
    return [_routingKey(name, entries) for name, entries in groups.items()]


def keyName(entry: Node) -> Code:
    """Return the name of an exchange's routing key class."""
    title = entry.textAt("x-routing-key")
    return identifier(className(title or f"{entry.require('name').text()} Routing Key"), entry)


def _routingKey(name: Code, entries: Sequence[Node]) -> RoutingKeyClass:
    if name in RESERVED:
        raise entries[0].error(f"{name} is reserved, so the routing key class can't have this name")
    fields = [_field(column) for column in _columns(name, entries)]
    checkUnique([field.name for field in fields], entries[0])
    methods = ", ".join(f"`{entry.require('name').text()}`" for entry in entries)
    text = f"A routing key, split into words. Exchanges: {methods}."
    if any(field.type != "str" for field in fields):
        text += " A word that the service leaves blank, `_` on the wire, is `None`."
    return RoutingKeyClass(name, docstring(text, indent=4, summary=True), fields)


def _columns(name: Code, entries: Sequence[Node]) -> list[tuple[Node, ...]]:
    """Return the parts of a routing key, each with the entries of all exchanges that share it."""
    layouts = [_layout(entry) for entry in entries]
    names = [[word.require("name").text() for word in layout] for layout in layouts]
    for entry, other in zip(entries, names, strict=True):
        if other != names[0]:
            raise entry.error(f"must have the same parts as {entries[0]}, which also uses {name}")
    return [*zip(*layouts, strict=True)]


def _layout(entry: Node) -> Sequence[Node]:
    return entry.require("routingKey").elements()


def _field(column: Sequence[Node]) -> RoutingKeyField:
    text = _summary(column)
    return RoutingKeyField(
        _wordName(column[0]),
        code("str") if _isRequired(column) else code("str | None"),
        docstring(text, indent=4) if text else code(""),
    )


def _wordName(word: Node) -> Code:
    """Return the Python name of a part of a routing key."""
    name = fieldName(word.require("name").text())
    return code("{}_", name) if name in _WORD_NAMES else name


def _isRequired(column: Iterable[Node]) -> bool:
    """Check whether a part is always filled in, on every exchange."""
    return all(word.booleanAt("required") for word in column)


def _summary(column: Iterable[Node]) -> str:
    # The longest text has the most detail, such as why some exchanges leave the part blank.
    return max((word.textAt("summary") or "" for word in column), key=len)
