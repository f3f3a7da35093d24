"""From API references to clients: operations, a sync and an async class, packages.

The templates lay out modules; what goes into them, signatures and docstrings above all, is made
here. The async twin of a module comes from the same template, so that the two can't drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import get_annotations
from typing import TypeAlias

from tc_typed.compiler.bundle import (
    MODULES,
    Bundle,
    Result,
    Status,
    Type,
    clientName,
    contractFolder,
    packageName,
)
from tc_typed.compiler.contract import ContractError, Json, Node, Service
from tc_typed.compiler.events import eventsName, exchanges, routingKeys
from tc_typed.compiler.layout import docstring, firstSentence
from tc_typed.compiler.names import RESERVED, checkAttribute, checkUnique, fieldName, isUsable
from tc_typed.compiler.shapes import File, Items, Raw, Record
from tc_typed.compiler.templating import templates
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import BaseClient
from tc_typed.core.errors import restFailure
from tc_typed.core.parameters import parameterName
from tc_typed.core.sync import ServiceClient

PUBLIC: Mapping[str, tuple[str, ...]] = {
    "tc_typed.api_clients": ("ApiClient", "createApiClient"),
    "tc_typed.core.answers": ("Content", "Redirect"),
    "tc_typed.core.errors": (
        "AccessDenied",
        "AuthenticationFailed",
        "ClientClosed",
        "CorruptedDownload",
        "DenylistedAddress",
        "FailedDependency",
        "ForbiddenByGithub",
        "InputError",
        "InputTooLarge",
        "InputValidationError",
        "InsufficientScopes",
        "InternalServerError",
        "InvalidCall",
        "InvalidRequestArguments",
        "MalformedPayload",
        "NoMatchingMethod",
        "ProviderSetupFailed",
        "RequestConflict",
        "ResourceExpired",
        "ResourceNotFound",
        "StorageFailure",
        "TaskclusterAuthFailure",
        "TaskclusterConnectionError",
        "TaskclusterFailure",
        "TaskclusterRestFailure",
        "TaskclusterTimeout",
        "TooManyRequests",
        "UnexpectedMessage",
        "UnexpectedResponse",
        "UnverifiableDownload",
        "WrongLength",
    ),
    "tc_typed.core.events": ("Binding",),
    "tc_typed.core.fields": ("Unrecognized",),
    "tc_typed.core.hawk": ("HawkAuth",),
    "tc_typed.core.options": ("Options", "config", "optionsFromEnvironment"),
    "tc_typed.core.paging": ("paginate",),
    "tc_typed.credential_information": ("CredentialInformation", "credentialInformation"),
    "tc_typed.credentials": ("Credentials", "credentialsFromFile"),
    "tc_typed.deployment": ("CompiledDeployment", "compileDeployment"),
    "tc_typed.required_scopes": ("ScopesUnknown", "requiredScopes"),
    "tc_typed.roles": ("expandScopes",),
    "tc_typed.scopes": (
        "intersectScopes",
        "missingScopes",
        "normalizeScopes",
        "satisfies",
        "scopeMatch",
        "scopeSets",
        "subtractScopes",
    ),
    "tc_typed.slugs": ("slugId", "stableSlugId"),
    "tc_typed.taskcluster_yml": (
        "InvalidTaskclusterYml",
        "loadTaskclusterYml",
        "parseTaskclusterYml",
    ),
    "tc_typed.temporary": ("createTemporaryCredentials",),
    "tc_typed.times": ("fromNow", "fromNowJSON", "isExpired"),
    "tc_typed.urls": (
        "buildSignedUrl",
        "buildUrl",
        "externalBuildSignedUrl",
        "externalBuildUrl",
    ),
}
"""What people wrote and `tc_typed` offers, by module."""

Places: TypeAlias = Mapping[str, tuple[str, str]]
"""Public names, with the module that each comes from and what it is called there."""

# What clients have of their own, which no method may hide.
_CLIENT_NAMES = frozenset(
    {*dir(ServiceClient), *dir(AsyncServiceClient), *get_annotations(BaseClient)}
)

# What the body of a method needs, which no parameter may hide.
_BODY_NAMES = frozenset({"self", "payload", "operations", "accessToken"})
_PAGING_NAMES = frozenset({"paginate", "page", "item"})


@dataclass(frozen=True)
class Method:
    """What the templates need to know about a method."""

    name: str
    types: str
    """Arguments of `Operation`'s type."""
    operation: str
    """Arguments of `Operation`."""
    signature: str
    positional: str
    """Its parameters before the query's, with their types."""
    keywords: str
    """The parameters that are given by name, with their types."""
    result: str
    overloads: Sequence[tuple[str, str]]
    """Further signatures and results."""
    docstring: str
    call: str
    """Arguments of `_call`."""
    pages: Pages | None

    @property
    def parameterTypes(self) -> Sequence[str]:
        """Types of the parameters before the query's."""
        return [part.partition(": ")[2] for part in self.positional.split(", ") if part]

    @property
    def protocol(self) -> str:
        """Name of the type of a function that stands in for the method."""
        return f"_{self.name[0].upper()}{self.name[1:]}"


@dataclass(frozen=True)
class Pages:
    """The iterating twin of a method that answers in pages."""

    name: str
    signature: str
    item: str
    docstring: str
    arguments: str
    """What it passes on."""
    items: str
    """The field of a page that holds the items."""


class Clients:
    """Writes the modules around a package's models."""

    def __init__(self, package: str, *, lenient: bool = False) -> None:
        """Set up the templates.

        Args:
            package: Name of the package that holds the services' packages. One within another
                can extend the other's clients, and offers nothing but clients.
            lenient: Whether parameters may be undescribed, as they are in a deployment.
        """
        self._package = package
        self._base = package.rpartition(".")[0]
        self._lenient = lenient
        self._templates = templates()

    def service(self, bundle: Bundle) -> dict[str, str]:
        """Write the modules of a service beside its models, by file name.

        Raises:
            ContractError: if two things would have the same name, or a parameter no description.
        """
        service = bundle.service
        package = packageName(self._package, service.name)
        events = self._events(bundle, package)
        if service.api is None:
            return {"__init__.py": self._packageModule(bundle, package, None), **events}
        client = clientName(service)
        methods = [_method(bundle, entry, lenient=self._lenient) for entry in service.methods]
        names = [*(m.name for m in methods), *(m.pages.name for m in methods if m.pages)]
        checkUnique(names, service.api)
        title = service.api.textAt("title") or client
        text = service.api.textAt("description") or title
        credentials = [
            name
            for scheme, name in _CREDENTIALS.items()
            if any(scheme in _schemes(method) for method in service.methods)
        ]
        facts = {
            "package": package,
            "base": self._extended(service.api, service.name),
            "service": service.name,
            "source": bundle.source,
            "version": service.api.require("apiVersion").text(),
            "basePath": service.api.textAt("basePath"),
            "client": client,
            "methods": methods,
            "models": bundle.names,
            "imports": _imports,
            "docstring": docstring(text, indent=4, summary=True),
        }
        return {
            "operations.py": self._render("operations.py.jinja2", **facts),
            "client.py": self._render("client.py.jinja2", isAsync=False, **facts),
            "aio.py": self._render("client.py.jinja2", isAsync=True, **facts),
            **({} if self._base else {"fakes.py": self._render("fakes.py.jinja2", **facts)}),
            "__init__.py": self._packageModule(bundle, package, client, credentials),
            **events,
        }

    def _events(self, bundle: Bundle, package: str) -> dict[str, str]:
        reference = bundle.service.exchanges
        if reference is None:
            return {}
        text = reference.textAt("description") or f"What {bundle.service.name} publishes."
        name = eventsName(bundle.service)
        keys = routingKeys(bundle.service)
        checkUnique([*bundle.names, *(key.name for key in keys), name], reference)
        source = self._render(
            "events.py.jinja2",
            package=package,
            base=self._extended(reference, bundle.service.name),
            service=bundle.service.name,
            source=bundle.source,
            client=name,
            keys=keys,
            exchanges=exchanges(bundle),
            models=bundle.names,
            imports=_imports,
            docstring=docstring(text, indent=4, summary=True),
        )
        return {"events.py": source}

    def _extended(self, reference: Node, service: str) -> str | None:
        """Name of the package whose class a reference extends, if it says so."""
        if not reference.booleanAt("x-extends"):
            return None
        if not self._base:
            raise reference.require("x-extends").error("there is no package around this one")
        return packageName(self._base, service)

    def root(self, services: Sequence[Service]) -> dict[str, str]:
        """Write the modules that offer everything public, by file name.

        Args:
            services: All services of the contract.
        """
        services = [service for service in services if service.client is None]
        clients = {
            clientName(service): packageName(self._package, service.name)
            for service in services
            if service.api is not None
        }
        events = {
            eventsName(service): f"{packageName(self._package, service.name)}.events"
            for service in services
            if service.exchanges is not None
        }
        sync = {name: (f"{module}.client", name) for name, module in clients.items()}
        sync.update({name: (module, name) for name, module in events.items()})
        twins = {name: (f"{module}.aio", name) for name, module in clients.items()}
        if self._base:
            return self._roots(sync, twins)
        sync.update({name: (module, name) for module, names in PUBLIC.items() for name in names})
        sync["bindingFor"] = (f"{self._package}.bindings", "bindingFor")
        twins["paginate"] = ("tc_typed.core.paging", "apaginate")
        twins["ApiClient"] = ("tc_typed.api_clients", "AsyncApiClient")
        twins["createApiClient"] = ("tc_typed.api_clients", "createAsyncApiClient")
        information = "tc_typed.credential_information"
        twins["credentialInformation"] = (information, "acredentialInformation")
        umbrella = self._umbrella(clients) if clients else {}
        if clients:
            sync["Taskcluster"] = (f"{self._package}.taskcluster", "Taskcluster")
            twins["Taskcluster"] = (f"{self._package}.taskcluster_aio", "Taskcluster")
        prefixes = {
            service.exchanges.require("exchangePrefix").text(): eventsName(service)
            for service in services
            if service.exchanges is not None
        }
        bindings = self._render(
            "bindings.py.jinja2",
            source=contractFolder(self._package),
            places={prefix: (events[name], name) for prefix, name in prefixes.items()},
        )
        return {"bindings.py": bindings, **umbrella, **self._roots(sync, twins)}

    def _roots(self, sync: Places, twins: Places) -> dict[str, str]:
        """The modules that load what is public on first use."""
        return {
            name: self._render(
                "root.py.jinja2",
                isAsync=isAsync,
                package=self._package,
                base=self._base,
                source=contractFolder(self._package),
                public=dict(sorted(public.items())),
                exported=sorted([*public, *([] if isAsync else ["aio"])]),
            )
            for name, isAsync, public in (("__init__.py", False, sync), ("aio.py", True, twins))
        }

    def _umbrella(self, clients: Mapping[str, str]) -> dict[str, str]:
        fake = self._render(
            "fake.py.jinja2",
            package=self._package,
            source=contractFolder(self._package),
            clients=clients,
        )
        return {"fakes.py": fake} | {
            name: self._render(
                "taskcluster.py.jinja2",
                isAsync=isAsync,
                source=contractFolder(self._package),
                services={
                    _attribute(client): (client, f"{module}.{'aio' if isAsync else 'client'}")
                    for client, module in clients.items()
                },
            )
            for name, isAsync in (("taskcluster.py", False), ("taskcluster_aio.py", True))
        }

    def _packageModule(
        self,
        bundle: Bundle,
        package: str,
        client: str | None,
        credentials: Sequence[str] = (),
    ) -> str:
        names = [*bundle.names, *([] if client is None else [client]), *credentials]
        checkUnique(names, bundle.service.name)
        return self._render(
            "package.py.jinja2",
            package=package,
            service=bundle.service.name,
            source=bundle.source,
            client=client,
            payloadsOnly=bundle.service.payloadsOnly,
            credentials=credentials,
            models=sorted(bundle.names),
            public=sorted(names),
        )

    def _render(self, template: str, **facts: object) -> str:
        return self._templates.get_template(template).render(**facts)


def _attribute(client: str) -> str:
    """What `Taskcluster` calls a client: `workerManager`."""
    return client[0].lower() + client[1:]


def _imports(source: str, package: str, models: Sequence[str]) -> str:
    """The imports of models and field types that a module's source needs."""
    used = set(re.findall(r"\w+", source))
    modules = {**MODULES, f"{package}.models": models}
    lines = (
        f"from {module} import {', '.join(name for name in names if name in used)}"
        for module, names in modules.items()
        if used.intersection(names)
    )
    return "\n".join(lines)


# Methods

_CREDENTIALS: Mapping[str, str] = {"basic": "BasicCredentials", "bearer": "BearerToken"}
_SCHEMES: Mapping[str, str] = {"basic": "HTTP Basic", "bearer": "a bearer token"}


def _schemes(entry: Node) -> list[str]:
    """How a caller of a method may prove who it is, where its entry says so."""
    return _texts(entry, "schemes")


def _method(bundle: Bundle, entry: Node, *, lenient: bool) -> Method:
    name = checkAttribute(
        entry.require("name"), RESERVED.union(_CLIENT_NAMES, *MODULES.values(), bundle.names)
    )
    payload = bundle.payloads.get(name)
    result = bundle.results[name]
    parameters = _Parameters(bundle, entry, lenient=lenient)
    special = {parameter: value for parameter, value, _ in result.variants}
    return Method(
        name=name,
        types=f"{'None' if payload is None else payload.text}, {_plain(result)}",
        operation=_operation(bundle, entry, payload, result),
        signature=parameters.signature(special, optional=True),
        positional=parameters.positional(),
        keywords=parameters.keywords(special, optional=True),
        result=_plain(result),
        overloads=_overloads(parameters, result),
        docstring=_documentation(entry, parameters, result),
        call=_call(name, parameters),
        pages=_pages(bundle, entry, parameters, result),
    )


_NOTHING: Mapping[str, str] = {}


class _Parameters:
    """The parameters of a method: arguments of the route, payload, query."""

    def __init__(self, bundle: Bundle, entry: Node, *, lenient: bool) -> None:
        self._bundle = bundle
        self._lenient = lenient
        self.entry = entry
        self.args = entry.require("args").texts()
        query = entry.get("query")
        self.query = [] if query is None else query.texts()
        self.required = _texts(entry, "required")
        kinds = entry.get("kinds")
        self._kinds = (
            {"limit": "int"}
            if kinds is None
            else {name: kind.text() for name, kind in kinds.items()}
        )
        self.payloadName = entry.textAt("payload") or "payload"
        self.payload = bundle.payloads.get(entry.require("name").text())
        self.takesToken = entry.get("x-authorization") is not None
        names = [*self.args, *self.query]
        checkUnique(map(parameterName, names), entry)
        reserved = _BODY_NAMES | (_PAGING_NAMES if _TOKEN in self.query else frozenset[str]())
        for name in names:
            if name in reserved or not isUsable(parameterName(name)):
                raise entry.error(f"{name} can't be the name of a parameter")
        if self.payloadName in {*names, *_BODY_NAMES} - {"payload"}:
            raise entry.error(f"{self.payloadName} can't be the name of the payload")
        asked = re.findall(r"<(\w+)>", entry.require("route").text())
        if sorted(asked) != sorted(self.args):
            raise entry.error("args are not those of the route")
        for key in ("x-may-be-empty", "x-secret-args"):
            special = entry.get(key)
            if special is not None and not set(special.texts()) <= {*self.args}:
                raise special.error("these are not all arguments of the route")

    def signature(
        self,
        special: Mapping[str, str] = _NOTHING,
        *,
        optional: bool = False,
        without: Sequence[str] = (),
    ) -> str:
        """Write the parameters.

        Args:
            special: Query parameters that can only have one value.
            optional: Whether even those may be left out.
            without: Query parameters to leave out.
        """
        parts = ["self", self.positional()]
        if keywords := self.keywords(special, optional=optional, without=without):
            parts += ["*", keywords]
        return ", ".join(filter(None, parts))

    def positional(self) -> str:
        """Write the parameters before the query's."""
        parts = [f"{parameterName(arg)}: {self._argumentType(arg)}" for arg in self.args]
        if self.payload is not None:
            parts.append(f"{self.payloadName}: {self.payload.text}")
        return ", ".join(parts)

    def keywords(
        self, special: Mapping[str, str], *, optional: bool = False, without: Sequence[str] = ()
    ) -> str:
        """Write the parameters that are given by name; the arguments are as for `signature`."""
        parts: list[str] = []
        for name in self.query:
            if name in without:
                continue
            if name not in special:
                kind = self._kinds.get(name, "str")
                default = "" if name in self.required else " | None = None"
                parts.append(f"{parameterName(name)}: {kind}{default}")
            elif optional:
                literal = f'Literal["{special[name]}"]'
                parts.append(f"{parameterName(name)}: {literal} | None = None")
            else:
                literal = f'Literal["{special[name]}"]' if special[name] else "None = None"
                parts.append(f"{parameterName(name)}: {literal}")
        if self.takesToken:
            parts.append("accessToken: str")
        return ", ".join(parts)

    def _argumentType(self, name: str) -> str:
        kind = self._kinds.get(name, "int" if self._bundle.isWhole(name) else "str")
        return "int | str" if kind == "int" else kind

    def descriptions(self, without: Sequence[str] = ()) -> Iterable[tuple[str, str]]:
        """Say what each parameter is."""
        for name in self.args:
            yield parameterName(name), self._description(name)
        if self.payload is not None:
            text = firstSentence(self.payload.shape.description)[0]
            yield self.payloadName, text or "The payload."
        for name in self.query:
            if name not in without:
                yield parameterName(name), self._description(name)
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


def _plain(result: Result) -> str:
    return " | ".join("None" if it is None else it.text for it in result.types)


def _overloads(parameters: _Parameters, result: Result) -> list[tuple[str, str]]:
    if not result.variants or result.default is None:
        return []
    usual = {parameter: "" for parameter, _, _ in result.variants}
    found = [(parameters.signature(usual), result.default.text)]
    for parameter, value, variant in result.variants:
        found.append((parameters.signature({**usual, parameter: value}), variant.text))
    return found


def _operation(bundle: Bundle, entry: Node, payload: Type | None, result: Result) -> str:
    arguments: dict[str, str] = {
        "service": repr(bundle.service.name),
        "version": repr(_version(bundle)),
        "name": repr(entry.require("name").text()),
        "method": repr(entry.require("method").text()),
        "route": repr(entry.require("route").text()),
    }
    for argument, key in (
        ("args", "args"),
        ("secretArgs", "x-secret-args"),
        ("mayBeEmpty", "x-may-be-empty"),
        ("query", "query"),
        ("headers", "headers"),
    ):
        if names := _texts(entry, key):
            arguments[argument] = repr(tuple(names))
    if payload is not None:
        arguments["payload"] = payload.text
        if isinstance(payload.shape, File):
            arguments["media"] = repr(payload.shape.media)
    arguments.update(_answers(entry, result))
    if entry.get("schemes") is not None:
        arguments["schemes"] = repr(tuple(_schemes(entry)))
    if (scopes := entry.get("scopes")) is not None:
        arguments["scopes"] = repr(_inOrder(scopes.value))
    if (authorization := entry.textAt("x-authorization")) is not None:
        arguments["authorization"] = repr(authorization)
    if (stability := entry.require("stability").text()) != "stable":
        arguments["stability"] = repr(stability)
    return ", ".join(f"{key}={value}" for key, value in arguments.items())


def _answers(entry: Node, result: Result) -> dict[str, str]:
    """The arguments of `Operation` that say what comes back."""
    arguments: dict[str, str] = {}
    types = [it for it in result.types if it is not None]
    if types:
        arguments["result"] = _plain(result)
    kinds = {it.shape.kind if isinstance(it.shape, Raw) else "json" for it in types}
    if len(kinds) > 1:
        raise entry.error("answers now with JSON, now with something else")
    if kinds - {"json"}:
        arguments["answer"] = repr(kinds.pop())
    if result.statuses:
        each = (
            f"{it.code}: {'None' if it.type is None else it.type.text}" for it in result.statuses
        )
        arguments["statuses"] = f"{{{', '.join(each)}}}"
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


def _call(name: str, parameters: _Parameters) -> str:
    parts = [f"operations.{name}", _mapping(parameters.args)]
    if parameters.query:
        parts.append(f"query={_mapping(parameters.query)}")
    if parameters.payload is not None:
        parts.append(f"payload={parameters.payloadName}")
    if parameters.takesToken:
        parts.append("accessToken=accessToken")
    return ", ".join(parts)


def _mapping(names: Iterable[str]) -> str:
    return "{" + ", ".join(f'"{name}": {parameterName(name)}' for name in names) + "}"


# Pages

_TOKEN = "continuationToken"  # noqa: S105 - it is no password


def _pages(bundle: Bundle, entry: Node, parameters: _Parameters, result: Result) -> Pages | None:
    page = result.default
    if _TOKEN not in parameters.query or page is None or result.variants:
        return None
    record = page.shape
    if not isinstance(record, Record) or record.find(_TOKEN) is None:
        return None
    arrays = [(it, it.shape) for it in record.properties if isinstance(it.shape, Items)]
    if len(arrays) != 1 or not arrays[0][0].required:
        return None
    [(array, items)] = arrays
    method = entry.require("name").text()
    arguments = [
        f"self.{method}",
        *map(parameterName, parameters.args),
        *(["payload"] if parameters.payload is not None else []),
        *(f"{parameterName(q)}={parameterName(q)}" for q in parameters.query if q != _TOKEN),
        *(["accessToken=accessToken"] if parameters.takesToken else []),
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
        name="iter" + _bare(method, array.name),
        signature=parameters.signature(without=[_TOKEN]),
        item=bundle.annotate(items.item),
        docstring=docstring(text, indent=8, summary=True, sections=sections),
        arguments=", ".join(arguments),
        items=fieldName(array.name),
    )


def _bare(method: str, items: str) -> str:
    """A method's name without its verb, in PascalCase; what it lists, where that says it all."""
    bare = re.sub(r"^(list|get|find)(?=[A-Z]|$)", "", method) or items
    return bare[0].upper() + bare[1:]


# Docstrings

_RAISES = "Raises:\n    TaskclusterFailure: if the call fails; its subclasses tell how."


def _documentation(entry: Node, parameters: _Parameters, result: Result) -> str:
    title = (entry.textAt("title") or entry.require("name").text()).rstrip(".")
    verb = entry.require("method").text().upper()
    api = (
        f"API: `{verb} {entry.require('route').text()}`, {entry.require('stability').text()}."
        f" {'Scopes' if entry.get('schemes') is None else 'Authorization'}:"
        f" {authorizationText(entry)}."
    )
    returns = f"Returns:\n    {_returns(result)}"
    sections = [*_arguments(parameters.descriptions()), returns, _raises(result), api]
    text = f"{title}.\n\n{entry.textAt('description') or ''}"
    return docstring(text, indent=8, summary=True, sections=sections)


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
