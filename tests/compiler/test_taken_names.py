"""Methods, parameters, exchanges and services that are called like something else."""

from __future__ import annotations

import keyword
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tc_typed import InvalidCall, buildUrl, requiredScopes
from tc_typed.compiler import ContractError, compileContract, writeCompiled
from tc_typed.compiler.contract import Json, contractOf
from tc_typed.compiler.imports import PUBLIC
from tc_typed.compiler.names import RESERVED, TYPES
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.events import ServiceEvents
from tc_typed.core.operation import Operation
from tc_typed.core.parameters import BODY_NAMES
from tc_typed.core.sync import ServiceClient
from tc_typed.deployment import CompiledDeployment

from .tiny import api, entry, exchange, moduleNames, pulse, record, schema, word

_TAKEN = {*dir(ServiceClient), *dir(AsyncServiceClient), *keyword.kwlist, *TYPES, *RESERVED} | {
    "serviceName",
    "operations",
    "print",
    "id",
    "object",
    "type",
    "property",
    "operation",
}
# Each once that differ only in underscores before them, or in the case of the first letter.
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


def contract() -> dict[str, Json]:
    """One service, in which as much as possible is called like something else."""
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
    told = entry("tell", method="post", input="v1/tagged.json#", output="v1/tagged.json#")
    events = [
        exchange(
            name, *map(word, WORDS), schema="v1/thing.json#", **{"x-routing-key": "Routing Key"}
        )
        for name in EXCHANGES
    ]
    return {
        "api.json": api(*methods, paged, told),
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


def test_all_of_it_passes_a_type_checker(files: dict[str, str], tmp_path: Path) -> None:
    writeCompiled(tmp_path / "acme", files)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "-p", "acme"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.stdout.startswith("Success: no issues found"), done.stdout


def test_each_method_is_there_and_calls_what_it_says(deployment: CompiledDeployment) -> None:
    Tiny = deployment.package.Tiny
    operations: dict[str, Operation] = Tiny.operations
    assert {*METHODS} <= operations.keys()
    models = deployment.module("tiny")

    def answer(*_: object) -> object:
        return [{"Part": {"x": "y"}}]

    fakes = {operations[name].methodName: answer for name in METHODS}
    with Tiny(rootUrl="https://tc.example.com", fake=fakes) as tiny:
        for name in METHODS:
            method = getattr(tiny, operations[name].methodName)
            [found] = method(models.Thing())
            assert type(found) is models.ThingResponse
            assert requiredScopes(method, models.Thing()) is None
            with pytest.raises(InvalidCall, match=f"{name} is a POST"):
                buildUrl(method, models.Thing())
        assert tiny.fakeCalls.keys() == {operations[name].methodName for name in METHODS}
        assert {"close_", "use_", "class_", "list_", "print", "call_"} <= tiny.fakeCalls.keys()
        with pytest.raises(InvalidCall, match="'close' is no API method"):
            buildUrl(tiny.close)


def test_what_tells_the_kinds_of_a_union_apart(deployment: CompiledDeployment) -> None:
    models = deployment.module("tiny")
    answers = iter([{"class": "square", "side": "1"}, {"class": "new", "more": 1}])

    def tell(_: object) -> object:
        return next(answers)

    with deployment.package.Tiny(fake={"tell": tell}, rootUrl="https://tc.example.com") as tiny:
        square = tiny.tell(models.Square(class_="square", side="1"))
        assert (type(square), square.class_) == (models.SquareResponse, "square")
        other = tiny.tell(models.Circle(class_="circle"))
        assert type(other) is models.UnrecognizedTaggedShapeResponse
        assert (other.class_, other.model_dump_json()) == ("new", '{"class":"new","more":1}')


def test_each_exchange_and_word_is_there(deployment: CompiledDeployment) -> None:
    events = deployment.package.TinyEvents()
    names: list[str] = [exchange.name for exchange in events.exchanges.values()]
    assert names == EXCHANGES
    for name in names:
        bare = name.lstrip("_")
        method = getattr(events, f"{bare}_", None) or getattr(events, bare)
        assert method().exchange == f"exchange/taskcluster-tiny/v1/{name.lower()}"


SERVICES = sorted(
    {"class", "import", "aio", "fakes", "bindings", "taskcluster", "build", "core", "models"}
    | {"use", "close", "operation", "mapping", "field", "literal", "common", "str", "a2-b"}
    | {name.lower() for names in PUBLIC.values() for name in names if name.istitle()}
)


def test_services_may_be_called_like_something_of_ours(tmp_path: Path) -> None:
    references: dict[str, Json] = {
        f"{name}.json": {**api(entry("get")), "serviceName": name} for name in SERVICES
    }
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
        f"for name in {moduleNames('acme', made)}:\n"
        "    importlib.import_module(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["close", "close_"], "close_ would be the name of two things"),
        (["get", "Get"], "_Get would be the name of two things"),
        (["_", "x"], "'_' is no name that Python can spell"),
    ],
)
def test_two_things_of_one_name_are_refused(names: list[str], message: str) -> None:
    reference = api(*(entry(name, query=["q"], route="/") for name in names))
    with pytest.raises(ContractError, match=message) as caught:
        compileContract(contractOf({"api.json": reference}), "acme", lenient=True)
    assert str(caught.value).startswith("api.json#")
