"""Reader of OpenAPI 3 documents, which converts them to references and schemas.

A document becomes a package with one client, whose class is named after the document's title. Its
schemas keep their locations, so that errors point into the document; only parts that JSON Schema
expresses differently are converted. Names of methods are `operationId`s in snake_case, like those
of generated OpenAPI clients.

Extensions of OpenAPI: `x-result` marks a response with a status of 400 or above as a result, not an
error. In an operation, `x-retry` describes the effects of a retry, and `x-deprecated` contains
advice about a replacement.
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

# Allowed keys of an operation and its parts; those that are not used here are for human readers.
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

# Keywords of this project, which are errors if they have no effect.
_OURS = frozenset({"x-result", "x-retry", "x-deprecated"})

# Ignored keywords: they are for human readers, or repeat what the rest of the schema contains.
_IGNORED = frozenset({"example", "externalDocs", "xml", "discriminator", "readOnly", "writeOnly"})

_FORMATS: Mapping[Json, _Object] = {
    "int32": {"minimum": -(2**31), "maximum": 2**31 - 1},
    "int64": {"minimum": -(2**63), "maximum": 2**63 - 1},
    "password": {"x-secret": True},
}


def withOpenApi(contract: Contract, problems: Problems, *, lenient: bool = False) -> Contract:
    """Read the OpenAPI documents of a contract, each of which becomes a service.

    Args:
        contract: The contract.
        problems: Collects what can't be compiled. A document with problems outside of operations
            does not become a service.
        lenient: Whether to log operations that can't be compiled and leave them out.
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
    """Return the service, and the document with converted schemas.

    The service is named after the document's folder, or after the document if it is in none.
    """
    name = root.file.parent.name or root.file.stem
    version = root.require("openapi")
    if not version.text().startswith("3."):
        raise version.error("only OpenAPI 3 is supported")
    info = root.require("info")
    document = Node(root.file, f"/schemas/{name}/{root.file.name}", (), _converted(root))
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
        raise url.error(f"is not a valid URL: {error}") from None
    return f"/{path}/" if path else "/"


def _pascal(words: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", words))


def snakeCase(name: str) -> str:
    """Convert a name to snake_case.

    >>> [snakeCase(name) for name in ("signOn", "mayWorkerRun", "getHTTPStatus", "list-pets")]
    ['sign_on', 'may_worker_run', 'get_http_status', 'list_pets']
    """
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"\W+", "_", parted).lower()


# Operations


class _Operations:
    """A converter from operations to entries of a reference."""

    def __init__(self, document: Node, *, lenient: bool) -> None:
        self._document = document
        self._lenient = lenient
        self._names: dict[str, str] = {}  # with their operationIds

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
        """Collect the problems of an operation; in lenient mode, log them and leave it out."""
        found = Problems()
        with found.collecting():
            yield
        if found and self._lenient:
            leaveOut("method", operation, found.reasons)
        else:
            problems.include(found)

    def _name(self, operation: Node) -> str:
        """Return an operation's name in snake_case, with trailing underscores if it is taken."""
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
        """Return the parts of an entry about parameters, except the names of path parameters."""
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
                raise place.error(f"the compiler does not support parameters in {place.text()}")
            yield parameter

    def _kind(self, parameter: Node) -> Json:
        """Return the type of a parameter in a signature: a name, or a list of allowed strings."""
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
                raise media.error("the compiler does not support forms")
            if len(content.object()) > 1 and kind not in SIGNATURES:
                raise media.error("files of this type can't be recognised by their first bytes")
        return {"file": _reference(body), "payload": "body"}

    def _responses(self, node: Node) -> tuple[_Object, _Object]:
        """Return results and errors by status, with the keys of `Status.code`."""
        found = {key: self._response(key, it) for key, it in node.items()}
        good = {key for key, it in found.items() if key[0] == "2" or it.booleanAt("x-result")}
        default = "0"
        if not good:
            if "default" not in found:
                raise node.error("needs a success response")
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
            raise response.error(f"{key!r} is not an HTTP status")
        return response

    def _schemes(self, operation: Node) -> list[str]:
        """Return the authentication schemes, any one of which callers can use."""
        security = operation.get("security") or self._document.get("security")
        schemes: list[str] = []
        for choice in [] if security is None else security.elements():
            if len(choice.object()) > 1:
                raise choice.error("the compiler does not support combined schemes")
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
        raise known.error("the compiler only supports HTTP Basic and bearer tokens")

    def _target(self, node: Node) -> Node:
        """Follow a `$ref` within the document."""
        reference = node.get("$ref")
        if reference is None:
            return node
        found = self._document
        for step in reference.text().removeprefix("#/").split("/"):
            below = found.get(step.replace("~1", "/").replace("~0", "~"))
            if below is None:
                raise reference.error(f"refers to {reference.text()}, which does not exist")
            found = below
        return found


def _names(parameters: Sequence[Node]) -> list[str]:
    return [it.require("name").text() for it in parameters]


def _json(content: Node) -> Node | None:
    """Return the schema of JSON content, if there is any."""
    for kind, media in content.items():
        if re.fullmatch(r"application/(json|.+\+json)", kind.partition(";")[0].strip()):
            _refuseUnknown(media, _MEDIA)
            return media.require("schema")
    return None


def _payloadName(schema: Node) -> str:
    reference = schema.textAt("$ref")
    return "body" if reference is None else snakeCase(reference.rpartition("/")[2])


def _resultOf(response: Node) -> _Object:
    """Describe a response with a reference to its schema, or its kind if it is not JSON."""
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


def _converted(node: Node) -> Json:
    """Return a part of the document with all schemas converted to JSON Schema."""
    if isinstance(node.value, str) or not isinstance(node.value, Mapping | Sequence):
        return node.value
    if isinstance(node.value, Sequence):
        return [_converted(element) for element in node.elements()]
    if node.pointer == ("components", "schemas"):
        return {key: {**_schema(it), "title": key} for key, it in node.items()}
    return {
        key: _schema(it) if key == "schema" and isinstance(it.value, Mapping) else _converted(it)
        for key, it in node.items()
    }


def _schema(node: Node) -> _Object:
    schema: _Object = {}
    for key, it in node.items():
        if key in _IGNORED:
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
    """Declare properties that are required but not declared; they can have any value."""
    properties = schema.get("properties", None if "type" in schema else {})
    required = schema.get("required")
    if not isinstance(properties, Mapping) or not isArray(required):
        return schema
    anything: _Object = {str(name): {} for name in required}
    return {**schema, "properties": {**anything, **properties}}


def _limited(schema: _Object) -> _Object:
    """Convert boolean `exclusiveMinimum` and `exclusiveMaximum` to numbers."""
    for limit, excluded in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(excluded), bool) and schema.pop(excluded) and limit in schema:
            schema[excluded] = schema.pop(limit)
    return schema


def _formatted(schema: _Object) -> _Object:
    """Convert formats of OpenAPI to constraints.

    APIs can define further formats, so unknown ones are ignored.
    """
    name = schema.get("format")
    if not isinstance(name, str) or name == "date-time" or name in FORMATS:
        return schema
    rest = {key: value for key, value in schema.items() if key != "format"}
    return {**_FORMATS.get(name, {}), **rest}


def _single(schema: _Object) -> _Object:
    """Unwrap an `allOf` with a single `$ref`, which is used to add a description."""
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
