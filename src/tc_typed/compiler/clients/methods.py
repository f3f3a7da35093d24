"""From API references to clients: operations, a sync and an async class, packages.

The templates lay out modules; what goes into them, signatures and docstrings above all, is made
here. The async twin of a module comes from the same template, so that the two can't drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import get_annotations
from keyword import iskeyword, kwlist
from typing import TypeAlias

from tc_typed.compiler.clients.events import eventsName, exchanges, routingKeys
from tc_typed.compiler.code import Code, code, identifier, joined, literal, literals, pathOf
from tc_typed.compiler.contract.load import Contract, ContractError, Json, Node, Service
from tc_typed.compiler.formatting import renderCode
from tc_typed.compiler.models.bundle import Bundle, Result, Status, Type, contractFolder
from tc_typed.compiler.models.docstrings import docstring, firstSentence
from tc_typed.compiler.models.imports import MODULES
from tc_typed.compiler.models.naming import (
    RESERVED_IN_ROOT,
    TYPES,
    attributeName,
    checkUnique,
    className,
    clientName,
    packageName,
    serviceName,
)
from tc_typed.compiler.schema.types import File, Items, Raw, Record, Text
from tc_typed.core.aio import AsyncClients as AllAsyncClients
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import BaseClient
from tc_typed.core.errors import restFailure
from tc_typed.core.operation import BODY_NAMES, parameterName
from tc_typed.core.sync import Clients as AllClients
from tc_typed.core.sync import ServiceClient
from tc_typed.exports import ASYNC_EXPORTS, EXPORTS

Places: TypeAlias = Mapping[Code, tuple[Code, Code]]
"""Public names, with the module that each comes from and what it is called there."""

# What clients have of their own, which no method may hide.
_CLIENT_NAMES = frozenset(
    {*dir(ServiceClient), *dir(AsyncServiceClient), *get_annotations(BaseClient)}
)
_CLIENTS_NAMES = frozenset({*dir(AllClients), *dir(AllAsyncClients)})


@dataclass(frozen=True)
class Method:
    """What the templates need to know about a method."""

    name: Code
    resultType: Code
    """Argument of `Operation`'s type."""
    operation: Code
    """Arguments of `Operation`."""
    signature: Code
    positional: Code
    """Its parameters before the query's, with their types."""
    parameterTypes: Sequence[Code]
    """Types of these parameters alone."""
    keywords: Code
    """The parameters that are given by name, with their types."""
    result: Code
    overloads: Sequence[tuple[Code, Code]]
    """Further signatures and results."""
    docstring: Code
    call: Code
    """Arguments of `_call`."""
    pages: Pages | None
    protocol: Code
    """Name of the type of a function that stands in for the method."""


@dataclass(frozen=True)
class Pages:
    """The iterating twin of a method that answers in pages."""

    name: Code
    signature: Code
    item: Code
    docstring: Code
    arguments: Code
    """What it passes on."""
    items: Code
    """The field of a page that holds the items."""


class Clients:
    """Writes the modules around a package's models."""

    def __init__(self, contract: Contract, package: str, *, lenient: bool = False) -> None:
        """Set up what all modules have in common.

        Args:
            contract: Where the services come from. The package of a separate contract can extend
                the clients of the package around it, and offers nothing but clients.
            package: Name of the package that holds the services' packages.
            lenient: Whether parameters may be undescribed, as they are in a deployment.
        """
        self._package = pathOf(package, package)
        outer = package.rpartition(".")[0]
        self._base = pathOf(outer, package) if contract.separate and outer else None
        self._source = code("{}/", contractFolder(contract))
        self._lenient = lenient

    def service(self, bundle: Bundle) -> dict[str, Code]:
        """Write the modules of a service beside its models, by file name.

        Raises:
            ContractError: if two things would have the same name, or a parameter no description.
        """
        service = bundle.service
        package = packageName(self._package, service)
        events = self._events(bundle, package)
        if service.api is None:
            return {"__init__.py": self._packageModule(bundle, package, None), **events}
        client = clientName(service)
        methods = _methods(bundle, lenient=self._lenient)
        title = service.api.textAt("title") or client
        text = service.api.textAt("description") or title
        credentials = [
            name
            for scheme, name in _CREDENTIALS.items()
            if any(scheme in _schemes(method) for method in service.methods)
        ]
        facts = {
            "package": package,
            "base": self._extended(service.api, service),
            "service": serviceName(service),
            "source": bundle.source,
            "version": service.api.require("apiVersion").text(),
            "basePath": service.api.textAt("basePath"),
            "client": client,
            "methods": methods,
            "models": bundle.names,
            "imports": partial(_imports, bundle.borrowed),
            "docstring": docstring(text, indent=4, summary=True),
        }
        return {
            "operations.py": renderCode("operations.py.jinja2", facts),
            "client.py": renderCode("client.py.jinja2", {"isAsync": False, **facts}),
            "aio.py": renderCode("client.py.jinja2", {"isAsync": True, **facts}),
            **({} if self._base else {"fakes.py": renderCode("fakes.py.jinja2", facts)}),
            "__init__.py": self._packageModule(bundle, package, client, credentials),
            **events,
        }

    def _events(self, bundle: Bundle, package: Code) -> dict[str, Code]:
        service, reference = bundle.service, bundle.service.exchanges
        if reference is None:
            return {}
        text = reference.textAt("description") or f"What {service.name} publishes."
        name = eventsName(service)
        keys = routingKeys(service)
        checkUnique([*bundle.names, *(key.name for key in keys), name], reference)
        facts = {
            "package": package,
            "base": self._extended(reference, service),
            "service": serviceName(service),
            "source": bundle.source,
            "client": name,
            "keys": keys,
            "exchanges": exchanges(bundle),
            "models": bundle.names,
            "imports": partial(_imports, bundle.borrowed),
            "docstring": docstring(text, indent=4, summary=True),
        }
        return {"events.py": renderCode("events.py.jinja2", facts)}

    def _extended(self, reference: Node, service: Service) -> Code | None:
        """Name of the package whose class a reference extends, if it says so."""
        if not reference.booleanAt("x-extends"):
            return None
        if self._base is None:
            raise reference.require("x-extends").error("there is no package around this one")
        return packageName(self._base, service)

    def root(self, services: Sequence[Service]) -> dict[str, Code]:
        """Write the modules that offer everything public, by file name.

        Args:
            services: All services of the contract.
        """
        services = [service for service in services if service.client is None]
        clients = {
            clientName(service): packageName(self._package, service)
            for service in services
            if service.api is not None
        }
        events = {
            eventsName(service): code("{}.events", packageName(self._package, service))
            for service in services
            if service.exchanges is not None
        }
        sync: dict[Code, tuple[Code, Code]] = {
            name: (code("{}.client", module), name) for name, module in clients.items()
        }
        sync.update({name: (module, name) for name, module in events.items()})
        twins = {name: (code("{}.aio", module), name) for name, module in clients.items()}
        if self._base:
            return self._roots(sync, twins)
        sync.update(_exports(self._package))
        bindingFor = code("bindingFor")
        sync[bindingFor] = (code("{}.common.bindings", self._package), bindingFor)
        twins.update(_asyncExports())
        umbrella = self._umbrella(clients) if clients else {}
        if clients:
            name = code("Taskcluster")
            sync[name] = (code("{}.taskcluster", self._package), name)
            twins[name] = (code("{}.taskcluster_aio", self._package), name)
        prefixes = {
            service.exchanges.require("exchangePrefix").text(): eventsName(service)
            for service in services
            if service.exchanges is not None
        }
        places = {prefix: (events[name], name) for prefix, name in prefixes.items()}
        facts = {"source": self._source, "places": places}
        return {
            # A source that ends with a slash would say that a whole contract was compiled to it.
            "common/__init__.py": renderCode(
                "common.py.jinja2", {"source": Code(self._source.removesuffix("/"))}
            ),
            "common/bindings.py": renderCode("bindings.py.jinja2", facts),
            **umbrella,
            **self._roots(sync, twins),
        }

    def _roots(self, sync: Places, twins: Places) -> dict[str, Code]:
        """The modules that load what is public on first use."""
        facts = {
            "package": self._package,
            "base": self._base,
            "folder": pathOf(self._package.rpartition(".")[2], self._package),
            "source": self._source,
        }
        return {
            name: renderCode(
                "root.py.jinja2",
                {
                    **facts,
                    "isAsync": isAsync,
                    "public": dict(sorted(public.items())),
                    "exported": sorted([*public, *([] if isAsync else ["aio"])]),
                },
            )
            for name, isAsync, public in (("__init__.py", False, sync), ("aio.py", True, twins))
        }

    def _umbrella(self, clients: Mapping[Code, Code]) -> dict[str, Code]:
        facts = {"package": self._package, "source": self._source, "clients": clients}
        return {"common/fakes.py": renderCode("fake.py.jinja2", facts)} | {
            name: renderCode(
                "taskcluster.py.jinja2",
                {
                    "isAsync": isAsync,
                    "source": self._source,
                    "services": {
                        _attribute(client): (client, code("{}.{}", module, submodule))
                        for client, module in clients.items()
                    },
                },
            )
            for name, isAsync, submodule in (
                ("taskcluster.py", False, code("client")),
                ("taskcluster_aio.py", True, code("aio")),
            )
        }

    def _packageModule(
        self,
        bundle: Bundle,
        package: Code,
        client: Code | None,
        credentials: Sequence[Code] = (),
    ) -> Code:
        names = [*bundle.names, *([] if client is None else [client]), *credentials]
        checkUnique(names, bundle.service.name)
        facts = {
            "package": package,
            "service": serviceName(bundle.service),
            "source": bundle.source,
            "client": client,
            "payloadsOnly": bundle.service.payloadsOnly,
            "credentials": credentials,
            "models": sorted(bundle.names),
            "public": sorted(names),
        }
        return renderCode("package.py.jinja2", facts)


def _exports(package: Code) -> Places:
    """Names of hand-written modules that a package offers beside its clients.

    The version is that of `tc_typed`, so no other package offers it.
    """
    version = {"tc_typed.core.version": ("__version__",)} if package == "tc_typed" else {}
    return {
        identifier(name, module): (pathOf(module, module), identifier(name, module))
        for module, names in {**EXPORTS, **version}.items()
        for name in names
    }


def _asyncExports() -> Places:
    """What `tc_typed.aio` offers of hand-written modules."""
    return {
        identifier(name, module): (pathOf(module, module), identifier(attribute, module))
        for name, (module, attribute) in ASYNC_EXPORTS.items()
    }


def _attribute(client: Code) -> Code:
    """What `Taskcluster` calls a client: `workerManager`."""
    name = client[0].lower() + client[1:]
    taken = iskeyword(name) or name in _CLIENTS_NAMES or name in RESERVED_IN_ROOT
    return identifier(f"{name}_" if taken else name, client)


def _imports(
    borrowed: Mapping[Code, Sequence[Code]], source: Code, package: Code, models: Sequence[Code]
) -> Code:
    """The imports of models and field types that a module's source needs."""
    used = set(re.findall(r"\w+", source))
    own = code("{}.models", package)
    modules: Mapping[Code, Sequence[Code]] = {**MODULES, **borrowed, own: models}
    return joined(
        "\n",
        (
            code("from {} import {}", module, joined(", ", [it for it in names if it in used]))
            for module, names in modules.items()
            if used.intersection(names)
        ),
    )


# Methods

_CREDENTIALS: Mapping[str, Code] = {
    "basic": code("BasicCredentials"),
    "bearer": code("BearerToken"),
}
_SCHEMES: Mapping[str, str] = {"basic": "HTTP Basic", "bearer": "a bearer token"}


def _schemes(entry: Node) -> list[str]:
    """How a caller of a method may prove who it is, where its entry says so."""
    return _texts(entry, "schemes")


def _methods(bundle: Bundle, *, lenient: bool) -> list[Method]:
    service = bundle.service
    taken = _CLIENT_NAMES.union(bundle.names, _typesOf(bundle))
    names = [attributeName(entry.require("name"), taken) for entry in service.methods]
    methods = [
        _method(bundle, entry, name, lenient=lenient)
        for entry, name in zip(service.methods, names, strict=True)
    ]
    names += [method.pages.name for method in methods if method.pages]
    checkUnique(names, service.api)
    checkUnique([method.protocol for method in methods], service.api)
    return methods


def _typesOf(bundle: Bundle) -> set[str]:
    """The types of Python's own that signatures need: a method called so would hide them."""
    types = [*bundle.payloads.values()]
    types += [it for result in bundle.results.values() for it in result.types if it is not None]
    texts = [it.text for it in types]
    for record in (it.shape for it in types if isinstance(it.shape, Record)):  # perhaps a page
        arrays = [it.shape for it in record.properties if isinstance(it.shape, Items)]
        texts += [bundle.annotate(array.item) for array in arrays]
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    return {"str", "int"} | (words & TYPES)


def _method(bundle: Bundle, entry: Node, name: Code, *, lenient: bool) -> Method:
    apiName = entry.require("name").text()
    payload = bundle.payloads.get(apiName)
    result = bundle.results[apiName]
    parameters = _Parameters(bundle, entry, lenient=lenient)
    special = {parameter: value for parameter, value, _ in result.variants}
    positional = parameters.positional()
    return Method(
        name=name,
        resultType=_plain(result),
        operation=_operation(bundle, entry, name, payload, result),
        signature=parameters.signature(special, optional=True),
        positional=_parameters(positional),
        parameterTypes=[kind for _, kind in positional],
        keywords=parameters.keywords(special, optional=True),
        result=_plain(result),
        overloads=_overloads(parameters, result),
        docstring=_documentation(bundle, entry, parameters, result),
        call=_call(name, parameters),
        pages=_pages(bundle, entry, name, parameters, result),
        protocol=identifier(f"_{name[0].upper()}{name[1:]}", entry),
    )


_NOTHING: Mapping[str, str] = {}


class _Parameters:
    """The parameters of a method: arguments of the route, payload, query."""

    def __init__(self, bundle: Bundle, entry: Node, *, lenient: bool) -> None:
        self._bundle = bundle
        self._lenient = lenient
        self.entry = entry
        self.args = entry.require("args").texts()
        self.query = _texts(entry, "query")
        self.required = _texts(entry, "required")
        kinds = entry.get("kinds")
        self._kinds = (
            {"limit": code("int")}
            if kinds is None
            else {name: _kind(kind) for name, kind in kinds.items()}
        )
        self.payload = bundle.payloads.get(entry.require("name").text())
        self.takesToken = entry.get("x-authorization") is not None
        names = [self.name(name) for name in (*self.args, *self.query)]
        checkUnique(names, entry)
        payloadName = entry.textAt("payload") or "payload"
        taken = payloadName in {*names, *kwlist, *BODY_NAMES} - {"payload"}
        self.payloadName = identifier(f"{payloadName}_" if taken else payloadName, entry)
        asked = re.findall(r"<(\w+)>", entry.require("route").text())
        if sorted(asked) != sorted(self.args):
            raise entry.error("args are not those of the route")
        for key in ("x-may-be-empty", "x-secret-args"):
            special = entry.get(key)
            if special is not None and not set(special.texts()) <= {*self.args}:
                raise special.error("these are not all arguments of the route")

    def name(self, name: str) -> Code:
        """How Python spells a parameter."""
        return identifier(parameterName(name), self.entry)

    def signature(
        self,
        special: Mapping[str, str] = _NOTHING,
        *,
        optional: bool = False,
        without: Sequence[str] = (),
    ) -> Code:
        """Write the parameters.

        Args:
            special: Query parameters that can only have one value.
            optional: Whether even those may be left out.
            without: Query parameters to leave out.
        """
        parts = [code("self"), _parameters(self.positional())]
        if keywords := self.keywords(special, optional=optional, without=without):
            parts += [code("*"), keywords]
        return joined(", ", filter(None, parts))

    def positional(self) -> list[tuple[Code, Code]]:
        """The parameters before the query's, with their types."""
        parts = [(self.name(arg), self._argumentType(arg)) for arg in self.args]
        if self.payload is not None:
            parts.append((self.payloadName, self.payload.text))
        return parts

    def keywords(
        self, special: Mapping[str, str], *, optional: bool = False, without: Sequence[str] = ()
    ) -> Code:
        """Write the parameters that are given by name; the arguments are as for `signature`."""
        parts: list[tuple[Code, Code]] = []
        for name in self.query:
            if name in without:
                continue
            if name not in special:
                kind = self._kinds.get(name, code("str"))
                if name not in self.required:
                    kind = code("{} | None = None", kind)
            elif optional:
                kind = code("Literal[{}] | None = None", literal(special[name]))
            elif special[name]:
                kind = code("Literal[{}]", literal(special[name]))
            else:
                kind = code("None = None")
            parts.append((self.name(name), kind))
        if self.takesToken:
            parts.append((code("accessToken"), code("str")))
        return _parameters(parts)

    def _argumentType(self, name: str) -> Code:
        whole = code("int") if self._bundle.isWhole(name) else code("str")
        kind = self._kinds.get(name, whole)
        return code("int | str") if kind == "int" else kind

    def descriptions(self, without: Sequence[str] = ()) -> Iterable[tuple[str, str]]:
        """Say what each parameter is."""
        for name in self.args:
            yield self.name(name), self._description(name)
        if self.payload is not None:
            text = firstSentence(self.payload.shape.description)[0]
            yield self.payloadName, text or "The payload."
        for name in self.query:
            if name not in without:
                yield self.name(name), self._description(name)
        if self.takesToken:
            yield (
                "accessToken",
                "Token to send as `Authorization: Bearer`, in place of a signature.",
            )

    def _description(self, name: str) -> str:
        api = self._bundle.service.api
        glossaries = [place.get("x-parameters") for place in (self.entry, api) if place is not None]
        texts = [None if glossary is None else glossary.textAt(name) for glossary in glossaries]
        text = next((text for text in texts if text is not None), None)
        if text is None and (like := self._bundle.properties.get(name)) is not None:
            text = firstSentence(like.description)[0]
        if text:
            return text
        if not self._lenient:
            raise self.entry.error(f"x-parameters says nothing about {name}")
        return f"The `{name}` of the API."


def _texts(entry: Node, key: str) -> list[str]:
    found = entry.get(key)
    return [] if found is None else found.texts()


def _parameters(parts: Iterable[tuple[Code, Code]]) -> Code:
    return joined(", ", (code("{}: {}", name, kind) for name, kind in parts))


_KINDS: Mapping[str, Code] = {
    "str": code("str"),
    "int": code("int"),
    "bool": code('Literal["true", "false"]'),
}


def _kind(kind: Node) -> Code:
    """The type of a parameter: one of those above, or some texts to choose from."""
    if isinstance(kind.value, str):
        return _KINDS[kind.value]
    return code("Literal[{}]", joined(", ", map(literal, kind.texts())))


def _plain(result: Result) -> Code:
    return joined(" | ", (code("None") if it is None else it.text for it in result.types))


def _overloads(parameters: _Parameters, result: Result) -> list[tuple[Code, Code]]:
    if not result.variants or result.default is None:
        return []
    usual = {parameter: "" for parameter, _, _ in result.variants}
    found = [(parameters.signature(usual), result.default.text)]
    for parameter, value, variant in result.variants:
        found.append((parameters.signature({**usual, parameter: value}), variant.text))
    return found


def _operation(
    bundle: Bundle, entry: Node, name: Code, payload: Type | None, result: Result
) -> Code:
    apiName = entry.require("name").text()
    arguments: dict[str, Code] = {
        "service": literal(bundle.service.name),
        "version": literal(_version(bundle)),
        "name": literal(apiName),
        "method": literal(entry.require("method").text()),
        "route": literal(entry.require("route").text()),
    }
    if name != apiName:
        arguments["attribute"] = literal(name)
    for argument, key in (
        ("args", "args"),
        ("secretArgs", "x-secret-args"),
        ("mayBeEmpty", "x-may-be-empty"),
        ("query", "query"),
        ("headers", "headers"),
    ):
        if names := _texts(entry, key):
            arguments[argument] = literals(names)
    if payload is not None:
        arguments["payload"] = payload.text
        if isinstance(payload.shape, File):
            arguments["media"] = literals(payload.shape.media)
    arguments.update(_answers(entry, result))
    if entry.get("schemes") is not None:
        arguments["schemes"] = literals(_schemes(entry))
    if (scopes := entry.get("scopes")) is not None:
        arguments["scopes"] = literal(_inOrder(scopes.value))
    if (authorization := entry.textAt("x-authorization")) is not None:
        arguments["authorization"] = literal(authorization)
    if (stability := entry.require("stability").text()) != "stable":
        arguments["stability"] = literal(stability)
    return _keywordArguments(arguments, entry)


def _keywordArguments(arguments: Mapping[str, Code], where: Node) -> Code:
    return joined(
        ", ", (code("{}={}", identifier(key, where), value) for key, value in arguments.items())
    )


def _answers(entry: Node, result: Result) -> dict[str, Code]:
    """The arguments of `Operation` that say what comes back."""
    arguments: dict[str, Code] = {}
    types = [it for it in result.types if it is not None]
    if types:
        arguments["result"] = _plain(result)
    kinds = {it.shape.kind if isinstance(it.shape, Raw) else "json" for it in types}
    if len(kinds) > 1:
        raise entry.error("answers now with JSON, now with something else")
    if kinds - {"json"}:
        arguments["bodyKind"] = literal(kinds.pop())
    if result.headers:
        arguments["resultHeaders"] = literal(result.headers)
    if result.statuses:
        each = (
            code("{}: {}", literal(it.code), code("None") if it.type is None else it.type.text)
            for it in result.statuses
        )
        arguments["statuses"] = code("{{{}}}", joined(", ", each))
    return arguments


def _inOrder(expression: Json) -> Json:
    """A scope expression with its plain scopes in alphabetical order, in front of other terms."""
    match expression:
        case Mapping():
            return {key: _inOrder(value) for key, value in expression.items()}
        case [*terms]:
            plain = sorted(term for term in terms if isinstance(term, str))
            return [*plain, *(_inOrder(term) for term in terms if not isinstance(term, str))]
        case _:
            return expression


def _version(bundle: Bundle) -> str:
    api = bundle.service.api
    if api is None:
        raise ContractError(bundle.service.name, "has no API")
    return api.require("apiVersion").text()


def _call(name: Code, parameters: _Parameters) -> Code:
    parts = [code("operations.{}", name), _mapping(parameters, parameters.args)]
    if parameters.query:
        parts.append(code("query={}", _mapping(parameters, parameters.query)))
    if parameters.payload is not None:
        parts.append(code("payload={}", parameters.payloadName))
    if parameters.takesToken:
        parts.append(code("accessToken=accessToken"))
    return joined(", ", parts)


def _mapping(parameters: _Parameters, names: Iterable[str]) -> Code:
    each = (code("{}: {}", literal(name), parameters.name(name)) for name in names)
    return code("{{{}}}", joined(", ", each))


# Pages

_TOKEN = "continuationToken"  # noqa: S105 - it is no password


def _pages(
    bundle: Bundle, entry: Node, name: Code, parameters: _Parameters, result: Result
) -> Pages | None:
    page = result.default
    if _TOKEN not in parameters.query or page is None or result.variants:
        return None
    record = page.shape
    token = record.find(_TOKEN) if isinstance(record, Record) else None
    if not isinstance(record, Record) or token is None or not isinstance(token.shape, Text):
        return None
    arrays = [(it, it.shape) for it in record.properties if isinstance(it.shape, Items)]
    if len(arrays) != 1 or not arrays[0][0].required:
        return None
    [(array, items)] = arrays
    method = entry.require("name").text()
    queries = (parameters.name(q) for q in parameters.query if q != _TOKEN)
    arguments = [
        code("self.{}", name),
        *(parameter for parameter, _ in parameters.positional()),
        *(code("{0}={0}", query) for query in queries),
        *([code("accessToken=accessToken")] if parameters.takesToken else []),
    ]
    yielded = firstSentence(items.item.description)[0] or array.description
    text = (
        f"Go through what `{method}` lists, page by page.\n\n"
        "A page is requested when its first item is asked for."
    )
    sections = [
        *_arguments(parameters.descriptions(without=[_TOKEN])),
        f"Yields:\n    {_oneLine(yielded) or 'The items.'}",
        _RAISES,
    ]
    return Pages(
        name=identifier(f"iter{_bare(method, array.name)}", entry),
        signature=parameters.signature(without=[_TOKEN]),
        item=bundle.annotate(items.item),
        docstring=docstring(text, indent=8, summary=True, sections=sections),
        arguments=joined(", ", arguments),
        items=bundle.field(array.name),
    )


def _bare(method: str, items: str) -> str:
    """A method's name without its verb, in PascalCase; what it lists, where that says it all."""
    bare = re.sub(r"^(list|get|find)(?=[A-Z]|$)", "", method) or items
    return className(bare) or "Items"


# Docstrings

_RAISES = "Raises:\n    TaskclusterFailure: if the call fails; its subclasses tell how."


def _documentation(bundle: Bundle, entry: Node, parameters: _Parameters, result: Result) -> Code:
    title = (entry.textAt("title") or entry.require("name").text()).rstrip(".")
    verb = entry.require("method").text().upper()
    api = (
        f"API: `{verb} {entry.require('route').text()}`, {entry.require('stability').text()}."
        f" {'Scopes' if entry.get('schemes') is None else 'Authorization'}:"
        f" {authorizationText(entry)}."
    )
    returns = f"Returns:\n    {_returns(result)}"
    sections = [*_arguments(parameters.descriptions()), returns, _raises(result), api]
    retry = _retryText(entry, _attribute(clientName(bundle.service)))
    text = f"{title}.\n\n{entry.textAt('description') or ''}\n\n{retry}"
    return docstring(text, indent=8, summary=True, sections=sections)


def _retryText(entry: Node, client: Code) -> str:
    """Say what a retry can mean where the method's entry tells it, and how to make none."""
    retry = entry.get("x-retry")
    if retry is None:
        return ""
    if re.fullmatch(r"(?!\s).*[^\s.]", retry.text()) is None:
        raise retry.error("should be a clause: one line, without a full stop at its end")
    return (
        "An attempt that gets no response, or a 5xx one, is retried. If the server carried it out"
        f" nevertheless, {retry.text()}. `{client}.use(retries=0)` makes one attempt only."
    )


def _arguments(descriptions: Iterable[tuple[str, str]]) -> list[str]:
    lines = [f"    {name}: {_oneLine(text)}" for name, text in descriptions]
    return ["\n".join(["Args:", *lines])] if lines else []


def _oneLine(text: str) -> str:
    return " ".join(text.split())


def _raises(result: Result) -> str:
    lines = [
        f"    {type(restFailure('', it.code, None)).__name__}: {it.code}: {_statusText(it)}"
        for it in result.errors
        if it.code >= 100
    ]
    return "\n".join(["Raises:", *lines, *_RAISES.splitlines()[1:]])


def _statusText(status: Status) -> str:
    text = _oneLine(status.description)
    return text if status.type is None else f"{text} Its `body`: `{status.type.text}`."


def _returns(result: Result) -> str:
    if result.statuses:
        return " ".join(
            f"{'Nothing' if it.type is None else f'`{it.type.text}`'} ({it.code}):"
            f" {_oneLine(it.description)}"
            for it in result.statuses
        )
    if result.default is None:
        return "Nothing."
    texts = [_resultText(result.default)]
    texts += [
        f"With `{parameter}` `{value}`: {_resultText(variant)}"
        for parameter, value, variant in result.variants
    ]
    return " ".join(texts)


def _resultText(result: Type) -> str:
    return firstSentence(_oneLine(result.shape.description))[0] or "The answer."


def authorizationText(entry: Node) -> str:
    """Say what a method asks of its callers: scopes, or how to prove who they are."""
    if entry.get("schemes") is not None:
        return " or ".join(_SCHEMES[it] for it in _schemes(entry)) or "none"
    return scopesText(entry.get("scopes"))


def scopesText(scopes: Node | None) -> str:
    """Write a scope expression so that people can read it."""
    return "none" if scopes is None else _scopes(scopes)


def _scopes(expression: Node) -> str:
    if isinstance(expression.value, str):
        return f"`{expression.value}`"
    parts = dict(expression.items())
    match sorted(parts):
        case ["AllOf"]:
            return " and ".join(_parts(parts["AllOf"], bracketed="AnyOf")) or "none"
        case ["AnyOf"]:
            return " or ".join(_parts(parts["AnyOf"], bracketed="AllOf")) or "none"
        case ["each", "for", "in"]:
            each, name, names = (parts[key].text() for key in ("each", "for", "in"))
            return f"`{each}` for each `{name}` of `{names}`"
        case ["if", "then"] | ["else", "if", "then"]:
            text = f"{_scopes(parts['then'])} if `{parts['if'].text()}`"
            return f"{text}, otherwise {_scopes(parts['else'])}" if "else" in parts else text
        case _:
            raise expression.error("is no scope expression")


def _parts(parts: Node, *, bracketed: str) -> Iterator[str]:
    """The parts of an expression, in brackets where a reader would else group them wrongly."""
    for part in parts.elements():
        text = _scopes(part)
        inner = {} if isinstance(part.value, str) else dict(part.items())
        group = inner.get(bracketed)
        several = group is not None and len(group.elements()) > 1
        if "for" in inner and bracketed == "AllOf":  # among alternatives, one of them will do
            text = text.replace(" for each ", " for any one ", 1)
        yield f"({text})" if several or "if" in inner else text
