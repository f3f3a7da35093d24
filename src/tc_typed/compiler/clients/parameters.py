"""Parameters of methods: route arguments, payload and query; their types and descriptions."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from keyword import kwlist
from typing import NamedTuple

from tc_typed.compiler.clients.attributes import FreeNames
from tc_typed.compiler.code import Code, code, identifier, joined, literal
from tc_typed.compiler.contract.load import Node
from tc_typed.compiler.models.bundle import Bundle
from tc_typed.compiler.models.docstrings import firstSentence
from tc_typed.compiler.models.method_types import TypeAnnotation
from tc_typed.compiler.models.naming import checkUnique
from tc_typed.core.operation import BODY_NAMES, parameterNames

_TYPES: Mapping[str, Code] = {
    "str": code("str"),
    "int": code("int"),
    "bool": code('Literal["true", "false"]'),
}
_DEFAULT_TYPES: Mapping[str, Code] = {"limit": code("int")}
_ACCESS_TOKEN = code("accessToken")
_NO_VALUES: Mapping[str, str] = {}


class Parameter(NamedTuple):
    """A parameter of a signature."""

    name: Code
    type: Code


class Parameters:
    """Parameters of a method: route arguments, payload and query."""

    def __init__(self, bundle: Bundle, entry: Node, *, lenient: bool) -> None:
        """Read the parameters from a method's entry.

        Args:
            bundle: The service's types.
            entry: The method's entry in the API reference.
            lenient: Whether parameters may lack descriptions, as in a deployment's contract.

        Raises:
            ContractError: if they do not match the route, or two would have the same name.
        """
        self._bundle = bundle
        self._entry = entry
        self._lenient = lenient
        self.args: Sequence[str] = entry.require("args").texts()
        """Names of the route arguments."""
        self.query: Sequence[str] = entry.textsAt("query")
        """Names of the query parameters."""
        self.payload: TypeAnnotation | None = bundle.payloads.get(entry.require("name").text())
        self.takesToken: bool = entry.get("x-authorization") is not None
        """Whether callers pass an access token, which is sent instead of a signature."""
        self._required = entry.textsAt("required")
        types = entry.get("kinds")
        self._types = (
            _DEFAULT_TYPES
            if types is None
            else {name: _declaredType(it) for name, it in types.items()}
        )
        names = [*self.args, *self.query]
        checkUnique(names, entry)
        self._pythonNames = parameterNames(names)
        free = FreeNames({*self._pythonNames.values(), *kwlist, *BODY_NAMES} - {"payload"})
        self.payloadName: Code = free.take(entry.textAt("payload") or "payload", entry)
        _checkArgs(entry, self.args)

    def name(self, name: str) -> Code:
        """Return the Python name of a parameter."""
        return identifier(self._pythonNames[name], self._entry)

    def signature(
        self,
        fixed: Mapping[str, str] = _NO_VALUES,
        *,
        optional: bool = False,
        without: Container[str] = (),
    ) -> Code:
        """Write the parameters of a signature.

        Args:
            fixed: Query parameters that accept only a single value here, with this value. An empty
                string means that they accept only `None`.
            optional: Whether even the fixed parameters can be left out.
            without: Query parameters to exclude.
        """
        parts = [code("self"), declared(self._accepted())]
        if keywords := declared(self.keywords(fixed, optional=optional, without=without)):
            parts += [code("*"), keywords]
        return joined(", ", filter(None, parts))

    def positional(self) -> list[Parameter]:
        """Return the route arguments and the payload, with the types that a fake receives."""
        parts = [Parameter(self.name(arg), self._argumentType(arg)) for arg in self.args]
        if self.payload is not None:
            parts.append(Parameter(self.payloadName, self.payload.text))
        return parts

    def _accepted(self) -> list[Parameter]:
        """Return the route arguments and the payload, with the types that callers can pass."""
        parts = self.positional()
        if self.payload is not None and self.payload.typedDict is not None:
            name, model = parts[-1]
            parts[-1] = Parameter(name, code("{} | {}", model, self.payload.typedDict))
        return parts

    def keywords(
        self,
        fixed: Mapping[str, str] = _NO_VALUES,
        *,
        optional: bool = False,
        without: Container[str] = (),
    ) -> list[Parameter]:
        """Return the keyword parameters. Takes the same arguments as `signature`."""
        parts = [
            Parameter(
                self.name(name),
                _fixedType(fixed[name], optional=optional)
                if name in fixed
                else self._queryType(name),
            )
            for name in self._queryWithout(without)
        ]
        if self.takesToken:
            parts.append(Parameter(_ACCESS_TOKEN, code("str")))
        return parts

    def passedOn(self, *, without: Container[str] = ()) -> list[Code]:
        """Write arguments that pass the parameters on, except excluded query parameters."""
        return [
            *(parameter.name for parameter in self.positional()),
            *(code("{0}={0}", it.name) for it in self.keywords(without=without)),
        ]

    def callArguments(self, operation: Code, *, without: Container[str] = ()) -> Code:
        """Write the arguments of the session's `call`.

        Args:
            operation: Python name of the method.
            without: Query parameters to exclude.
        """
        parts = [code("operations.{}", operation), self._mapping(self.args)]
        if query := self._queryWithout(without):
            parts.append(code("query={}", self._mapping(query)))
        if self.payload is not None:
            parts.append(code("payload={}", self.payloadName))
        if self.takesToken:
            parts.append(code("accessToken=accessToken"))
        return joined(", ", parts)

    def _mapping(self, names: Iterable[str]) -> Code:
        each = (code("{}: {}", literal(name), self.name(name)) for name in names)
        return code("{{{}}}", joined(", ", each))

    def descriptions(self, *, without: Container[str] = ()) -> Iterator[tuple[str, str]]:
        """Yield the name and description of each parameter, except excluded query parameters."""
        for name in self.args:
            yield self.name(name), self._description(name)
        if self.payload is not None:
            text = firstSentence(self.payload.shape.description)[0] or "The payload."
            if self.payload.typedDict is not None:
                text += f" Can also be a `{self.payload.typedDict}` dict."
            yield self.payloadName, text
        for name in self._queryWithout(without):
            yield self.name(name), self._description(name)
        if self.takesToken:
            text = "Token to send as `Authorization: Bearer`, instead of a signature."
            yield _ACCESS_TOKEN, text

    def _queryWithout(self, without: Container[str]) -> list[str]:
        return [name for name in self.query if name not in without]

    def _argumentType(self, name: str) -> Code:
        default = code("int") if self._bundle.isInteger(name) else code("str")
        kind = self._types.get(name, default)
        return code("int | str") if kind == "int" else kind

    def _queryType(self, name: str) -> Code:
        kind = self._types.get(name, code("str"))
        return kind if name in self._required else code("{} | None = None", kind)

    def _description(self, name: str) -> str:
        if text := self._glossaryText(name):
            return text
        if not self._lenient and self._bundle.isComplete:
            raise self._entry.error(f"x-parameters lacks a description of {name}")
        return f"API parameter `{name}`."

    def _glossaryText(self, name: str) -> str | None:
        """Find a description in the entry, the API reference or a property of that name."""
        for place in filter(None, (self._entry, self._bundle.service.api)):
            glossary = place.get("x-parameters")
            text = None if glossary is None else glossary.textAt(name)
            if text is not None:
                return text
        sameName = self._bundle.properties.get(name)
        return None if sameName is None else firstSentence(sameName.description)[0]


def declared(parameters: Iterable[Parameter]) -> Code:
    """Write parameters with their types, separated by commas."""
    return joined(", ", (code("{}: {}", *parameter) for parameter in parameters))


def _declaredType(kind: Node) -> Code:
    """Return the type of a parameter: one of `_TYPES`, or a `Literal` of strings."""
    if isinstance(kind.value, str):
        return _TYPES[kind.value]
    return code("Literal[{}]", joined(", ", map(literal, kind.texts())))


def _fixedType(value: str, *, optional: bool) -> Code:
    if optional:
        return code("Literal[{}] | None = None", literal(value))
    return code("Literal[{}]", literal(value)) if value else code("None = None")


def _checkArgs(entry: Node, args: Sequence[str]) -> None:
    expected = re.findall(r"<(\w+)>", entry.require("route").text())
    if sorted(expected) != sorted(args):
        raise entry.error(f"args must be the arguments of the route, {expected}, got {[*args]}")
    for key in ("x-may-be-empty", "x-secret-args"):
        special = entry.get(key)
        if special is not None and not set(special.texts()) <= {*args}:
            raise special.error("must contain only arguments of the route")
