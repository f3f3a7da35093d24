"""From Pulse references to exchanges, and to classes for what several of them have in common."""

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

# Names that the classes of events have of their own, which no exchange may hide.
_EVENTS_NAMES = frozenset({*dir(ServiceEvents), *get_annotations(ServiceEvents)})

# Attributes of tuples, and other parameters of an exchange's call.
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
class ExchangeClass:
    """Parts of a class of exchanges that share the layout of their routing keys."""

    name: Code
    key: Code
    """Name of the routing keys' class."""
    docstring: Code
    words: Sequence[Code]
    """The layout, each part as a `Word`."""
    optional: Container[str]
    """Names of the parts that not all of the exchanges always fill in."""
    signature: Code
    """Parameters of a call."""
    callDocstring: Code
    call: Code
    """Arguments of `bind`."""
    entries: Sequence[Node]
    """The exchanges, in the contract."""


@dataclass(frozen=True)
class ExchangeAttribute:
    """Parts of an exchange's declaration, as the template writes it."""

    name: Code
    type: Code
    declaration: Code
    """The object that is the exchange."""
    docstring: Code


def eventsName(service: Service) -> Code:
    """Name of the class that knows a service's exchanges."""
    return code("{}Events", clientName(service))


# Exchanges


def exchangesOf(bundle: Bundle, classes: Iterable[ExchangeClass]) -> list[ExchangeAttribute]:
    """Describe the exchanges of a service for the template.

    Args:
        bundle: The service.
        classes: The classes of its exchanges.
    """
    classOf = {entry: made for made in classes for entry in made.entries}
    free = FreeNames(
        _EVENTS_NAMES.union(
            RESERVED,
            TYPES,
            bundle.names,
            *((made.name, made.key) for made in classOf.values()),
        )
    )
    entries = [entry for entry in bundle.service.messages if entry in classOf]
    found: list[ExchangeAttribute] = []
    for entry, name in attributeNames(entries, free, bundle.problems).items():
        with bundle.problems.collecting():
            found.append(_exchange(bundle, entry, name, classOf[entry]))
    return found


def _exchange(bundle: Bundle, entry: Node, spelled: Code, made: ExchangeClass) -> ExchangeAttribute:
    name = entry.require("name")
    reference = bundle.service.exchanges or entry
    address = reference.require("exchangePrefix").text() + entry.require("exchange").text()
    message = bundle.messages[name.text()].text
    arguments = [literal(entry.require("exchange").text()), message]
    if spelled != name.text():
        arguments.append(code("name={}", literal(name.text())))
    filled = [_wordName(word) for word in _layout(entry) if _isRequired([word])]
    required = [word for word in filled if word in made.optional]
    if required:
        arguments.append(code("required={}", literals(required)))
    return ExchangeAttribute(
        name=spelled,
        type=code("{}[{}]", made.name, message),
        declaration=code("{}({})", made.name, joined(", ", arguments)),
        docstring=_exchangeText(entry, address, required),
    )


def _exchangeText(entry: Node, address: str, required: Sequence[str]) -> Code:
    title = (entry.textAt("title") or entry.require("name").text()).rstrip(".")
    sections = [f"Exchange: `{address}`."]
    if required:
        sections.insert(0, f"Always filled in: {', '.join(f'`{name}`' for name in required)}.")
    text = f"{title}.\n\n{entry.textAt('description') or ''}"
    return docstring(text, indent=4, summary=True, sections=sections)


# Classes of exchanges


def exchangeClassesOf(bundle: Bundle) -> list[ExchangeClass]:
    """Describe the classes of a service's exchanges for the template.

    Exchanges whose routing keys have one class share theirs, unless a part is constant or multiple
    in only some of them.

    Raises:
        ContractError: if a class can have no name.
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
        raise entries[0].error("a routing key can have only one part of several words")
    selectable = [column for column in columns if column[0].get("constant") is None]
    parameters = {_wordName(column[0]): _summary(column) for column in selectable}
    pattern = code("routingKeyPattern")
    return ExchangeClass(
        name=_exchangeClassName(key, entries[0], taken),
        key=key,
        docstring=docstring(f"An exchange whose routing keys are each a `{key}`.", indent=4),
        words=[_word(column, required=_isRequired(column)) for column in columns],
        optional={_wordName(column[0]) for column in columns if not _isRequired(column)},
        signature=_signature(bundle, parameters),
        callDocstring=_callText(parameters, hasBlanks=any(map(_canBeBlank, selectable))),
        call=joined(", ", [pattern, *(code("{0}={0}", it) for it in parameters)]),
        entries=entries,
    )


def _canBeBlank(column: Sequence[Node]) -> bool:
    """Whether a part is a single word that the service may leave blank."""
    return not _isRequired(column) and not column[0].booleanAt("multipleWords")


def _exchangeClassName(key: Code, entry: Node, taken: Container[str]) -> Code:
    """Name a class for its routing keys or, if that name is taken, for its first exchange."""
    for stem in (key.removesuffix("RoutingKey"), className(entry.require("name").text()), key):
        name = identifier(f"{stem}Exchange", entry)
        if name not in taken:
            return name
    raise entry.error(f"{name} would be the name of two things")


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
        code("{}: {} | None = None", name, code("int | str" if bundle.isWhole(name) else "str"))
        for name in parameters
    ]
    return joined(", ", [pattern, code("*"), *keywords] if keywords else [pattern])


def _callText(parameters: Mapping[Code, str], *, hasBlanks: bool) -> Code:
    lines = ["Args:", "    routingKeyPattern: A whole pattern, instead of words to match."]
    lines += [
        f"    {name}: {' '.join((text or name).split())}" for name, text in parameters.items()
    ]
    sections = [
        "\n".join(lines),
        "Returns:\n    A binding, which also reads the messages that arrive.",
        "Raises:\n    InvalidCall: if a word can't be one, or comes beside a whole pattern.",
    ]
    text = "Choose which messages to get."
    if hasBlanks:
        text += " `_` matches a word that the service left blank."
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
    layouts = [_layout(entry) for entry in entries]
    names = [[word.require("name").text() for word in layout] for layout in layouts]
    for entry, other in zip(entries, names, strict=True):
        if other != names[0]:
            raise entry.error(f"has other parts than {entries[0]}, with which it shares {name}")
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
    """Spell the name of a part of a routing key as Python can."""
    name = fieldName(word.require("name").text())
    return code("{}_", name) if name in _WORD_NAMES else name


def _isRequired(column: Iterable[Node]) -> bool:
    """Whether a part is always filled in, on each exchange."""
    return all(word.booleanAt("required") for word in column)


def _summary(column: Iterable[Node]) -> str:
    # Of several texts the longest says the most: what is missing in some exchanges, and why.
    return max((word.textAt("summary") or "" for word in column), key=len)
