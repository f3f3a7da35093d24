"""Methods, parameters, exchanges and services with names that are taken."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compiler.clients.samples import PAGE
from tests.compiler.contracts import (
    api,
    checkImports,
    checkTypes,
    complaint,
    entry,
    exchange,
    moduleNames,
    pulse,
    record,
    run,
    schema,
    word,
)

from tc_typed import InvalidCall, buildUrl, requiredScopes
from tc_typed.compiler import compileContract, writeCompiled
from tc_typed.compiler.contract.load import Json, contractOf
from tc_typed.compiler.models.naming import RESERVED, TYPES
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import operationsOf
from tc_typed.core.events import ServiceEvents
from tc_typed.core.operation import BODY_NAMES, Operation
from tc_typed.core.sync import ServiceClient
from tc_typed.dynamic import CompiledDeployment
from tc_typed.exports import EXPORTS

_TAKEN = {*dir(ServiceClient), *dir(AsyncServiceClient), *keyword.kwlist, *TYPES, *RESERVED} | {
    "serviceName",
    "_operations",
    "_session",
    "print",
    "id",
    "object",
    "type",
    "property",
    "operation",
}
# Without names that only differ in leading underscores or case.
METHODS = sorted({name.strip("_").lower(): name for name in sorted(_TAKEN)}.values())
PARAMETERS = sorted({*BODY_NAMES, *keyword.kwlist, *TYPES, "Literal", "overload", "print", "cls"})
WORDS = sorted({"count", "index", "self", "routingKeyPattern", "str", "class", "list", "name"})
EXCHANGES = sorted(
    {*dir(ServiceEvents), *keyword.kwlist, *TYPES, "exchanges", "serviceName"} - {"__module__"}
)
FIELDS: dict[str, Json] = {
    name: {"type": "string"}
    for name in sorted(
        {
            *TYPES,
            *keyword.kwlist,
            *RESERVED,
            "Thing",
            "Part",
            "copy",
            "json",
            "model_x",
            "_x",
            "__y",
        }
    )
}

SERVICES = sorted(
    {"class", "import", "aio", "fakes", "bindings", "taskcluster", "build", "core", "models"}
    | {"getattr", "globals", "sorted", "import-module", "cached-property", "exception", "config"}
    | {"use", "close", "operation", "mapping", "field", "literal", "common", "str", "a2-b"}
    | {name.lower() for names in EXPORTS.values() for name in names if name.istitle()}
)

GLOSSARY: Json = {"q": "Any."}

NAMES = st.lists(
    st.sampled_from(
        ["close", "get", "Get", "class", "_x", "x", "iterThings", "listThings", "list"]
    ).flatmap(lambda name: st.sampled_from([name, f"{name}_", f"{name}__"])),
    unique=True,
    min_size=1,
)

QUERY = st.lists(
    st.sampled_from(["from", "from_", "payload", "payload_", "a-b", "a_b", "self"]), unique=True
)

TITLES = [
    *("Inline Task", "Inline1", "Exception", "Timeout Error", "Warning", "Base Model", "Enum"),
    *("Root Model", "date", "Union", "Model", "Field", "Any Url", "conint", "type", "property"),
    *("Tiny", "Tiny Fakes", "Tiny Events", "Unrecognized", "Response", "Out", "Out Response"),
]


def contract() -> dict[str, Json]:
    """Return a contract with one service, in which as many names as possible are taken."""
    part: dict[str, Json] = {"Part": record("Part", x={"type": "string"})}
    thing = schema("thing", "Thing", properties={**FIELDS, **part}, additionalProperties=False)
    listed: Json = {"type": "array", "items": {"$ref": "thing.json#"}}
    lists = schema("list", type="array", items={"$ref": "thing.json#"})
    methods = [
        entry(name, query=PARAMETERS, input="v1/thing.json#", output="v1/list.json#", method="post")
        for name in METHODS
    ]
    page = schema(
        "page",
        "Page",
        properties={"list": listed, "continuationToken": {"type": "string"}},
        required=["list"],
    )
    paged = entry("listPages", query=["continuationToken"], output="v1/page.json#")
    text: Json = {"type": "string"}
    square: dict[str, Json] = {"class": {"type": "string", "enum": ["square"]}, "side": text}
    circle: dict[str, Json] = {"class": {"type": "string", "enum": ["circle"]}, "radius": text}
    kinds: Json = [record("Square", ["class"], **square), record("Circle", ["class"], **circle)]
    tagged = schema("tagged", "Tagged Shape", oneOf=kinds)
    tell = entry("tell", method="post", input="v1/tagged.json#", output="v1/tagged.json#")
    events = [
        exchange(
            name, *map(word, WORDS), schema="v1/thing.json#", **{"x-routing-key": "Routing Key"}
        )
        for name in EXCHANGES
    ]
    return {
        "api.json": api(*methods, paged, tell),
        "exchanges.json": pulse(*events),
        **{f"{number}.json": it for number, it in enumerate((thing, lists, page, tagged))},
    }


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return compileContract(contractOf(contract()), "acme", lenient=True)


@pytest.fixture(scope="module")
def deployment(files: dict[str, str]) -> Iterator[CompiledDeployment]:
    renamed = {path: source.replace("acme", "taken") for path, source in files.items()}
    with CompiledDeployment(renamed, "taken") as package:
        yield package


@pytest.mark.slow
def test_the_package_passes_a_type_checker(files: dict[str, str], tmp_path: Path) -> None:
    writeCompiled(tmp_path / "acme", files)
    checkTypes(tmp_path, "acme")


def test_each_method_calls_its_operation(deployment: CompiledDeployment) -> None:
    Tiny = deployment.package.Tiny
    operations: Mapping[str, Operation] = operationsOf(Tiny)
    assert {*METHODS} <= operations.keys()
    models = deployment.module("tiny")

    def response(*_: object) -> object:
        return [{"Part": {"x": "y"}}]

    fakes = {operations[name].methodName: response for name in METHODS}
    with Tiny(rootUrl="https://tc.example.com", fake=fakes) as tiny:
        for name in METHODS:
            method = getattr(tiny, operations[name].methodName)
            [found] = method(models.Thing())
            assert type(found) is models.ThingResponse
            assert requiredScopes(method, models.Thing()) is None
            url = buildUrl(method, models.Thing())
            assert url == f"https://tc.example.com/api/tiny/v1{operations[name].route}"
        assert tiny.fakeCalls.keys() == {operations[name].methodName for name in METHODS}
        assert {"close_", "use_", "class_", "list_", "print", "session_"} <= tiny.fakeCalls.keys()
        with pytest.raises(InvalidCall, match="'close' is not an API method"):
            buildUrl(tiny.close)


def test_the_discriminator_of_a_union_can_have_a_taken_name(deployment: CompiledDeployment) -> None:
    models = deployment.module("tiny")
    responses = iter([{"class": "square", "side": "1"}, {"class": "new", "more": 1}])

    def tell(_: object) -> object:
        return next(responses)

    with deployment.package.Tiny(fake={"tell": tell}, rootUrl="https://tc.example.com") as tiny:
        square = tiny.tell(models.Square(class_="square", side="1"))
        assert (type(square), square.class_) == (models.SquareResponse, "square")
        other = tiny.tell(models.Circle(class_="circle"))
        assert type(other) is models.UnrecognizedTaggedShapeResponse
        assert (other.class_, other.model_dump_json()) == ("new", '{"class":"new","more":1}')


def test_each_exchange_has_an_attribute(deployment: CompiledDeployment) -> None:
    events = deployment.package.TinyEvents()
    names: list[str] = [exchange.name for exchange in events.exchanges.values()]
    assert names == EXCHANGES
    for name in names:
        bare = name.lstrip("_")
        method = getattr(events, f"{bare}_", None) or getattr(events, bare)
        assert method().exchange == f"exchange/taskcluster-tiny/v1/{name.lower()}"


def test_services_can_have_names_that_the_package_uses(tmp_path: Path) -> None:
    references: dict[str, Json] = {
        f"{name}.json": {**api(entry("get")), "serviceName": name} for name in SERVICES
    }
    done = exchange("done", word("thing"), schema="/schemas/tiny/v1/done.json#")
    references["events.json"] = {**pulse(done), "serviceName": "common"}
    references["done.json"] = schema("done", "Done")
    made = compileContract(contractOf(references), "acme", lenient=True)
    writeCompiled(tmp_path / "acme", made)
    program = (
        "import acme, importlib\n"
        "from tc_typed import Options, Credentials\n"
        "assert (acme.Options, acme.Credentials) == (Options, Credentials)\n"
        "with acme.Taskcluster(rootUrl='https://tc.example.com') as all:\n"
        "    clients = {getattr(all, name).serviceName for name in vars(type(all))\n"
        "               if not name.startswith('__')}\n"
        f"assert clients == {{*{SERVICES}}}, clients\n"
        "offered = {getattr(getattr(acme, name), 'serviceName', None) for name in acme.__all__}\n"
        "assert offered - {None} == clients, offered\n"
        "from acme.common.fakes import fake\n"
        "assert fake(acme.Common, get=lambda: None).get() is None\n"
        "binding = acme.common.bindings.bindingFor('exchange/taskcluster-tiny/v1/done')\n"
        "assert binding.declaration is acme.CommonEvents().done().declaration\n"
        "assert acme.Common.__module__ == 'acme.common_.client'\n"
        f"for name in {moduleNames('acme', made)}:\n"
        "    importlib.import_module(name)\n"
    )
    assert run(tmp_path, "-c", program) == ""


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["get", "get"], "has the same name as api.json#/entries/0"),
        (["x", "_"], "'_' is not a valid Python name"),
        (["x", "a b"], "'a b' is not a valid Python name"),
    ],
)
def test_invalid_and_repeated_names_are_errors(names: list[str], message: str) -> None:
    entries = [entry(name, query=["q"], route="/") for name in names]
    contract = contractOf({"api.json": api(*entries, **{"x-parameters": GLOSSARY})})
    found = complaint(contract, lenient=False)
    assert found.startswith("api.json#/entries/1")
    assert message in found
    [leftOut] = complaint(contract).splitlines()
    assert leftOut.startswith(f"api.json#/entries/1: the method {names[1]} is left out: ")


@given(NAMES, QUERY)
@settings(max_examples=15, deadline=None)
def test_names_that_collide_get_underscores(names: list[str], parameters: list[str]) -> None:
    """Names of iterators can collide, too; strict mode adds underscores like lenient mode."""
    query = ["continuationToken", *parameters]
    methods = [
        entry(name, query=query, output="v1/page.json#", input="v1/thing.json#", method="post")
        for name in names
    ]
    glossary: Json = dict.fromkeys(query, "Any.")
    files: dict[str, Json] = {
        "api.json": api(*methods, **{"x-parameters": glossary}),
        "page.json": PAGE,
        "thing.json": schema("thing", "Body", properties={}),
    }
    made = compileContract(contractOf(files), "acme")
    found = [
        node
        for node in ast.walk(ast.parse(made["tiny/client.py"]))
        if isinstance(node, ast.FunctionDef)
    ]
    attributes = {it.name for it in found}
    assert len(attributes) == len(found) == 2 * len(names)
    usual = {"get", "Get", "x", "iterThings", "listThings"}
    assert attributes >= {name for name in names if name.rstrip("_") in usual}
    for function in found:
        arguments = [it.arg for it in [*function.args.args, *function.args.kwonlyargs]]
        isIterator = "Iterator" in ast.unparse(function.returns or function)
        assert len({*arguments}) == len(arguments) == len(parameters) + 3 - isIterator


def test_classes_can_have_any_name(tmp_path: Path) -> None:
    """Each class is used for a payload and a response, and most refer to another class."""
    text: Json = {"type": "string"}
    schemas = {
        f"s{number}.json": schema(
            f"s{number}",
            title,
            properties={"x": text, title: text, "next": {"$ref": f"s{max(0, number - 1)}.json#"}}
            if number
            else {"x": text},
        )
        for number, title in enumerate(TITLES)
    }
    methods: list[Json] = []
    for number in range(len(TITLES)):
        name = f"v1/s{number}.json#"
        methods.append(entry(f"send{number}", method="post", input=name, output=name))
    made = compileContract(contractOf({"api.json": api(*methods), **schemas}), "acme", lenient=True)
    writeCompiled(tmp_path / "acme", made)
    checkImports(tmp_path, "acme", made)
    checkTypes(tmp_path, "acme")


def test_a_service_can_use_payloads_of_workers_and_values_of_all_kinds(tmp_path: Path) -> None:
    payload: dict[str, Json] = {
        "$id": "/schemas/worker/v1/payload.json#",
        "title": "Worker Payload",
        "type": "object",
        "properties": {"x": {"type": "string"}},
    }
    kinds: list[Json] = [
        {"type": ["integer", "string"]},
        {"type": "integer", "enum": [1, 2]},
        {"const": True},
        {"type": "string", "enum": ["a"]},
        {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        {"type": "array", "items": {"type": "integer", "enum": [1]}},
    ]
    token: Json = {"type": "string"}
    pages: dict[str, Json] = {
        f"page{number}.json": schema(
            f"page{number}",
            f"Page {'ABCDEF'[number]}",
            properties={"items": {"type": "array", "items": kind}, "continuationToken": token},
            required=["items"],
        )
        for number, kind in enumerate(kinds)
    }
    odd: Json = {"items": {"type": "array"}, "continuationToken": {"type": "integer"}}
    pages["odd.json"] = schema("page6", "Odd Page", properties=odd, required=["items"])
    plain = {
        f"kind{number}.json": {"$id": f"/schemas/tiny/v1/kind{number}.json#", **kind}
        for number, kind in enumerate(kinds)
        if isinstance(kind, dict)
    }
    worker = "/schemas/worker/v1/payload.json#"
    methods = [
        *(entry(f"kind{number}", output=f"v1/kind{number}.json#") for number in range(6)),
        *(
            entry(f"listPage{number}", query=["continuationToken"], output=f"v1/page{number}.json#")
            for number in range(7)
        ),
        entry("list", method="post", input=worker, output=worker),
        entry("bool", output="v1/kind2.json#"),
    ]
    events = [exchange(name, word("a"), schema=worker) for name in ("Page", "WorkerPayload")]
    files: dict[str, Json] = {"api.json": api(*methods), "exchanges.json": pulse(*events)}
    files |= {**pages, **plain, "payload.json": payload}
    made = compileContract(contractOf(files), "acme", lenient=True)
    writeCompiled(tmp_path / "acme", made)
    checkImports(tmp_path, "acme", made)
    checkTypes(tmp_path, "acme")
    client = made["tiny/client.py"]
    results = ["int | str", "int", "bool", "str", "str | list[str]", "list[int]"]
    for number, result in enumerate(results):
        assert f"def kind{number}(self) -> {result}:" in client
    assert "def list_(self, payload: WorkerPayload) -> WorkerPayload:" in client
    assert "iterPage6" not in client
