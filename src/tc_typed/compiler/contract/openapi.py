"""OpenAPI 3 documents: what they say, in the form in which references and schemas say it.

A document becomes a package with one client, whose class is named by the document's title. Its
schemas stay where they are, so that errors point into the document; only what OpenAPI says in
other words than JSON Schema does is reworded. Names of methods are `operationId`s in snake_case,
as generators of OpenAPI clients have them.

Beyond OpenAPI: `x-result` marks a response of status 400 or above that is a result, not an error;
`x-retry` and `x-deprecated`, in an operation, say what a retry can mean, and what to use instead.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeAlias, get_args
from urllib.parse import urlsplit

from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.left_out import leaveOut
from tc_typed.compiler.contract.load import Contract, Json, Node, Service
from tc_typed.compiler.contract.overlay import isArray
from tc_typed.core.file_body import SIGNATURES
from tc_typed.core.models.formats import FORMATS
from tc_typed.core.operation import HttpMethod

_Object: TypeAlias = dict[str, Json]

_METHODS: tuple[str, ...] = get_args(HttpMethod)
_PATH_ITEM = frozenset({"summary", "description", "parameters", "servers", "$ref"})

# What an operation, and each of its parts, may say; what is not used here is for people.
_OPERATION = frozenset(
    {"operationId", "summary", "description", "tags", "security", "parameters", "requestBody"}
    | {"responses", "deprecated", "externalDocs", "x-retry", "x-deprecated"}
)
_PARAMETER = frozenset(
    {"name", "in", "required", "description", "schema", "example", "examples", "deprecated"}
)
_BODY = frozenset({"description", "required", "content"})
_RESPONSE = frozenset({"description", "headers", "content", "links", "x-result"})
_MEDIA = frozenset({"schema", "example", "examples"})

_STATUS = re.compile("[1-5]([0-9]{2}|[xX]{2})|default")

# Keywords of this project, which are refused where they say nothing.
_OURS = frozenset({"x-result", "x-retry", "x-deprecated"})

# Said for people, or already told by the rest of the schema.
_ASIDE = frozenset({"example", "externalDocs", "xml", "discriminator", "readOnly", "writeOnly"})

_FORMATS: Mapping[Json, _Object] = {
    "int32": {"minimum": -(2**31), "maximum": 2**31 - 1},
    "int64": {"minimum": -(2**63), "maximum": 2**63 - 1},
    "password": {"x-secret": True},
}


def withOpenApi(contract: Contract, problems: Problems, *, lenient: bool = False) -> Contract:
    """Read the OpenAPI documents of a contract, each of which becomes a service.

    Args:
        contract: The contract.
        problems: Where to note what can't be expressed; a document where that is no operation's
            alone becomes no service.
        lenient: Whether operations that can't be expressed are left out, and logged.
    """
    read: list[tuple[Service, Node]] = []
    for root in contract.openapi:
        with problems.collecting():
            read.append(_read(root, problems, lenient=lenient))
    services = (*contract.services, *(service for service, _ in read))
    documents = {document.url: document for _, document in read}
    return replace(
        contract, services=services, documents={**contract.documents, **documents}, openapi=()
    )


def _read(root: Node, problems: Problems, *, lenient: bool) -> tuple[Service, Node]:
    """The service, and the document with its schemas reworded.

    The service is named by the document's folder, or by the document itself if it is in none.
    """
    name = root.file.parent.name or root.file.stem
    version = root.require("openapi")
    if not version.text().startswith("3."):
        raise version.error("only OpenAPI 3 is known")
    info = root.require("info")
    document = Node(root.file, f"/schemas/{name}/{root.file.name}", (), _reworded(root))
    api = Node(
        root.file,
        root.url,
        (),
        {
            "serviceName": name,
            "apiVersion": info.require("version").text(),
            "title": info.require("title").text(),
            "description": info.textAt("description") or info.require("title").text(),
            "basePath": _basePath(root),
        },
    )
    service = Service(
        name,
        (),
        api,
        methods=tuple(_Operations(document, lenient=lenient).read(problems)),
        client=_pascal(info.require("title").text()),
    )
    return service, document


def _basePath(root: Node) -> str:
    servers = root.get("servers")
    if servers is None or not servers.elements():
        return "/"
    url = servers.elements()[0].require("url")
    try:
        path = urlsplit(url.text()).path.strip("/")
    except ValueError as error:
        raise url.error(f"is no address: {error}") from None
    return f"/{path}/" if path else "/"


def _pascal(words: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", words))


def snakeCase(name: str) -> str:
    """Write a name in snake_case.

    >>> [snakeCase(name) for name in ("signOn", "mayWorkerRun", "getHTTPStatus", "list-pets")]
    ['sign_on', 'may_worker_run', 'get_http_status', 'list_pets']
    """
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"\W+", "_", parted).lower()


# Operations


class _Operations:
    """Turns operations into entries of a reference."""

    def __init__(self, document: Node, *, lenient: bool) -> None:
        self._document = document
        self._lenient = lenient
        self._names: dict[str, str] = {}  # with the operationId of each

    def read(self, problems: Problems) -> Iterator[Node]:
        for path, item in self._document.require("paths").items():
            with problems.collecting():
                _refuseUnknown(item, _PATH_ITEM | {*_METHODS, "trace"})
                shared = item.get("parameters")
                operations = [it for it in item.items() if it[0] in _METHODS]
                for method, operation in operations:
                    with self._collecting(operation, problems):
                        entry = self._entry(path, method, operation, shared)
                        yield Node(operation.file, operation.url, operation.pointer, entry)

    @contextmanager
    def _collecting(self, operation: Node, problems: Problems) -> Generator[None]:
        """Note what is wrong with an operation; in lenient mode, leave it out."""
        found = Problems()
        with found.collecting():
            yield
        if found and self._lenient:
            leaveOut("method", operation, found.reasons)
        else:
            problems.include(found)

    def _name(self, operation: Node) -> str:
        """An operation's name in snake_case; one that another has gets underscores at its end."""
        identity = operation.require("operationId")
        name = snakeCase(identity.text())
        while name in self._names:
            if self._names[name] == identity.text():
                raise identity.error(f"{identity.text()} is the operationId of another operation")
            name += "_"
        self._names[name] = identity.text()
        return name

    def _entry(self, path: str, method: str, operation: Node, shared: Node | None) -> _Object:
        _refuseUnknown(operation, _OPERATION)
        parameters = [*self._parameters(shared), *self._parameters(operation.get("parameters"))]
        name = self._name(operation)
        results, errors = self._responses(operation.require("responses"))
        notes = {key: operation.textAt(key) for key in ("x-retry", "x-deprecated")}
        return {
            "name": name,
            "title": operation.textAt("summary") or name.replace("_", " ").capitalize(),
            "description": operation.textAt("description") or "",
            "stability": "deprecated" if operation.booleanAt("deprecated") else "stable",
            "method": method,
            "route": re.sub(r"{([^}]+)}", lambda found: f"<{found[1]}>", path),
            "args": re.findall(r"{([^}]+)}", path),
            **self._facts(parameters),
            **self._body(operation.get("requestBody")),
            "results": results,
            "errors": errors,
            "schemes": self._schemes(operation),
            **{key: note for key, note in notes.items() if note is not None},
        }

    def _facts(self, parameters: Sequence[Node]) -> _Object:
        """The parts of an entry that are about parameters, those of its path aside."""
        named = [it for it in parameters if it.require("in").text() != "path"]
        return {
            "query": _names(named),
            "required": _names([it for it in named if it.booleanAt("required")]),
            "kinds": {it.require("name").text(): self._kind(it) for it in parameters},
            "x-parameters": {
                it.require("name").text(): it.require("description").text()
                for it in parameters
                if it.get("description")
            },
        }

    def _parameters(self, node: Node | None) -> Iterator[Node]:
        for element in [] if node is None else node.elements():
            parameter = self._target(element)
            _refuseUnknown(parameter, _PARAMETER)
            place = parameter.require("in")
            if place.text() not in ("path", "query"):
                raise place.error(f"the compiler does not know parameters in {place.text()}")
            yield parameter

    def _kind(self, parameter: Node) -> Json:
        """The type that a parameter has in a signature: its name, or the texts that it may be."""
        schema = self._target(parameter.require("schema"))
        match schema.textAt("type"):
            case "string":
                values = schema.get("enum")
                return "str" if values is None else values.texts()
            case "integer":
                return "int"
            case "boolean":
                return "bool"
            case _:
                raise schema.error("a parameter can only be a string, an integer or a boolean")

    def _body(self, node: Node | None) -> _Object:
        if node is None:
            return {}
        body = self._target(node)
        _refuseUnknown(body, _BODY)
        content = body.require("content")
        if (schema := _json(content)) is not None:
            return {"input": _reference(schema), "payload": _payloadName(schema)}
        for kind, media in content.items():
            _refuseUnknown(media, _MEDIA)
            if "form" in kind.split("/")[-1]:
                raise media.error("the compiler does not know forms")
            if len(content.object()) > 1 and kind not in SIGNATURES:
                raise media.error("a file's first bytes don't tell that it is one of this type")
        return {"file": _reference(body), "payload": "body"}

    def _responses(self, node: Node) -> tuple[_Object, _Object]:
        """Results and errors by status: a digit for all that begin with it, `0` for any other."""
        found = {key: self._response(key, it) for key, it in node.items()}
        good = {key for key, it in found.items() if key[0] == "2" or it.booleanAt("x-result")}
        default = "0"
        if not good:
            if "default" not in found:
                raise node.error("no response is a success")
            good, default = {"default"}, "2"
        results: _Object = {}
        errors: _Object = {}
        for key, response in found.items():
            status = default if key == "default" else key.upper().replace("XX", "")
            (results if key in good else errors)[status] = _resultOf(response)
        return results, errors

    def _response(self, key: str, node: Node) -> Node:
        response = self._target(node)
        _refuseUnknown(response, _RESPONSE)
        if _STATUS.fullmatch(key) is None:
            raise response.error(f"{key!r} is no HTTP status")
        return response

    def _schemes(self, operation: Node) -> list[str]:
        """The schemes of which a caller may use one."""
        security = operation.get("security") or self._document.get("security")
        schemes: list[str] = []
        for choice in [] if security is None else security.elements():
            if len(choice.object()) > 1:
                raise choice.error("the compiler does not know several schemes at a time")
            schemes += [self._scheme(name, it) for name, it in choice.items()]
        return list(dict.fromkeys(schemes))

    def _scheme(self, name: str, where: Node) -> str:
        known = self._document.require("components").require("securitySchemes").get(name)
        if known is None:
            raise where.error(f"there is no security scheme {name}")
        scheme = (known.textAt("scheme") or "").lower()
        if known.require("type").text() == "http" and scheme in ("basic", "bearer"):
            return scheme
        if known.require("type").text() in ("oauth2", "openIdConnect"):
            return "bearer"
        raise known.error("the compiler only knows HTTP Basic and bearer tokens")

    def _target(self, node: Node) -> Node:
        """Follow a `$ref` within the document."""
        reference = node.get("$ref")
        if reference is None:
            return node
        found = self._document
        for step in reference.text().removeprefix("#/").split("/"):
            below = found.get(step.replace("~1", "/").replace("~0", "~"))
            if below is None:
                raise reference.error("nothing is there")
            found = below
        return found


def _names(parameters: Sequence[Node]) -> list[str]:
    return [it.require("name").text() for it in parameters]


def _json(content: Node) -> Node | None:
    """The schema of a content that is JSON."""
    for kind, media in content.items():
        if re.fullmatch(r"application/(json|.+\+json)", kind.partition(";")[0].strip()):
            _refuseUnknown(media, _MEDIA)
            return media.require("schema")
    return None


def _payloadName(schema: Node) -> str:
    reference = schema.textAt("$ref")
    return "body" if reference is None else snakeCase(reference.rpartition("/")[2])


def _resultOf(response: Node) -> _Object:
    """Describe a response: the place of its schema, its kind where it is no JSON, or nothing."""
    result: _Object = {"description": response.textAt("description") or ""}
    content = response.get("content")
    if content is None or not content.object():
        return result
    if (schema := _json(content)) is not None:
        return {**result, "output": _reference(schema)}
    isText = all(kind.startswith("text/") for kind in content.object())
    return {**result, "bodyKind": "text" if isText else "content"}


def _reference(node: Node) -> str:
    steps = (step.replace("~", "~0").replace("/", "~1") for step in node.pointer)
    return f"{node.url}#{''.join('/' + step for step in steps)}"


def _refuseUnknown(node: Node, known: frozenset[str]) -> None:
    for key, place in node.items():
        if key not in known and (key in _OURS or not key.startswith("x-")):
            raise place.error(f"the compiler does not know {key} here")


# Schemas


def _reworded(node: Node) -> Json:
    """A part of the document, with the schemas below it in the words of JSON Schema."""
    if isinstance(node.value, str) or not isinstance(node.value, Mapping | Sequence):
        return node.value
    if isinstance(node.value, Sequence):
        return [_reworded(element) for element in node.elements()]
    if node.pointer == ("components", "schemas"):
        return {key: {**_schema(it), "title": key} for key, it in node.items()}
    return {
        key: _schema(it) if key == "schema" and isinstance(it.value, Mapping) else _reworded(it)
        for key, it in node.items()
    }


def _schema(node: Node) -> _Object:
    schema: _Object = {}
    for key, it in node.items():
        if key in _ASIDE:
            continue
        if key == "properties":
            schema[key] = {name: _schema(place) for name, place in it.items()}
        elif key in ("allOf", "oneOf", "anyOf"):
            schema[key] = [_schema(element) for element in it.elements()]
        elif key in ("items", "additionalProperties", "not") and isinstance(it.value, Mapping):
            schema[key] = _schema(it)
        else:
            schema[key] = it.value
    return _nullable(_single(_formatted(_limited(_declared(schema)))))


def _declared(schema: _Object) -> _Object:
    """Properties that are only required, as such that may be anything."""
    properties = schema.get("properties", None if "type" in schema else {})
    required = schema.get("required")
    if not isinstance(properties, Mapping) or not isArray(required):
        return schema
    anything: _Object = {str(name): {} for name in required}
    return {**schema, "properties": {**anything, **properties}}


def _limited(schema: _Object) -> _Object:
    """Limits that are excluded, as numbers."""
    for limit, excluded in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(excluded), bool) and schema.pop(excluded) and limit in schema:
            schema[excluded] = schema.pop(limit)
    return schema


def _formatted(schema: _Object) -> _Object:
    """Formats that OpenAPI alone knows, as what they mean.

    Anybody may invent further ones, so an unknown one limits nothing.
    """
    name = schema.get("format")
    if not isinstance(name, str) or name == "date-time" or name in FORMATS:
        return schema
    rest = {key: value for key, value in schema.items() if key != "format"}
    return {**_FORMATS.get(name, {}), **rest}


def _single(schema: _Object) -> _Object:
    """An `allOf` of one, which only serves to say something beside a `$ref`."""
    match schema.get("allOf"):
        case [{"$ref": reference}] if schema.keys() <= {"allOf", "description", "nullable"}:
            return {key: it for key, it in schema.items() if key != "allOf"} | {"$ref": reference}
        case _:
            return schema


def _nullable(schema: _Object) -> _Object:
    if not schema.pop("nullable", False):
        return schema
    description = schema.pop("description", None)
    notes: _Object = {} if description is None else {"description": description}
    return {**notes, "anyOf": [schema, {"type": "null"}]}
