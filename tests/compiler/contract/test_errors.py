"""One run reports all independent errors of a contract."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compiler.contract.test_openapi import bookshop
from tests.compiler.contracts import (
    PROJECT,
    api,
    complaint,
    entry,
    exchange,
    pulse,
    record,
    schema,
    word,
)
from typer.testing import CliRunner

from tc_typed.cli.app import app
from tc_typed.compiler import ContractError, compileContract
from tc_typed.compiler.contract.errors import MAX_PROBLEMS, ContractErrors, Problems, TooLarge
from tc_typed.compiler.contract.load import Files, Json, contractOf, loadContract
from tc_typed.compiler.diff import compareContracts
from tc_typed.compiler.pages import referencePages

Document: TypeAlias = dict[str, Json]
TEXT: Json = {"type": "string"}
API = "references/tiny/api.json"
EVENTS = "references/tiny/exchanges.json"
THING = "schemas/tiny/v1/thing.json"
RESULTS = "results.json"

PROPERTIES = ("properties",)
ODD: Json = {"type": "string", "odd": 1}

MISTAKES: Mapping[str, Mistake] = {
    "description of an API that is not a string": (
        API,
        ("description",),
        3,
        f"{API}#/description: ",
    ),
    "description of exchanges that is not a string": (
        EVENTS,
        ("description",),
        3,
        f"{EVENTS}#/description: ",
    ),
    "unknown key of a method": (API, ("entries", 0, "odd"), 1, f"{API}#/entries/0/odd: "),
    "broken reference": (API, ("entries", 2, "output"), "v1/no.json#", f"{API}#/entries/2/output:"),
    "args of another route": (API, ("entries", 3, "args"), ["x"], f"{API}#/entries/3: "),
    "unknown key of an exchange": (EVENTS, ("entries", 1, "x"), 1, f"{EVENTS}#/entries/1/x: "),
    "two words with multipleWords": (
        EVENTS,
        ("entries", 0, "routingKey"),
        [word("a", multipleWords=True), word("b", multipleWords=True)],
        f"{EVENTS}#/entries/0: a routing key",
    ),
    "unknown method": (RESULTS, ("results", "nothing"), {}, f"{RESULTS}#/results: "),
    "unknown kind of body": (
        RESULTS,
        ("results", "token", "bodyKind"),
        "film",
        f"{RESULTS}#/results/token/bodyKind: ",
    ),
    "title that is not a valid name": (
        THING,
        (*PROPERTIES, "name", "title"),
        "3 things",
        f"{THING}#/properties/name: ",
    ),
    "colliding title": (
        THING,
        (*PROPERTIES, "parts", "items", "title"),
        "Other",
        "Other' as ",
    ),
    "invalid pattern": (
        THING,
        (*PROPERTIES, "label", "pattern"),
        "(",
        f"{THING}#/properties/label/pattern: ",
    ),
    "limit that is not a number": (
        THING,
        (*PROPERTIES, "count", "minimum"),
        "0",
        f"{THING}#/properties/count/minimum: ",
    ),
    "unknown keyword deep inside": (
        THING,
        (*PROPERTIES, "table", "additionalProperties", "properties", "value", "odd"),
        1,
        f"{THING}#/properties/table/additionalProperties/properties/value/odd: ",
    ),
    "unknown keyword of an object": (THING, ("odd",), 1, f"{THING}#/odd: "),
    "unknown keyword of a branch": (
        THING,
        (*PROPERTIES, "form", "oneOf", 1, "odd"),
        1,
        f"{THING}#/properties/form/oneOf/1/odd: ",
    ),
    "missing title of a branch": (
        THING,
        (*PROPERTIES, "form", "oneOf", 0, "title"),
        "",
        f"{THING}#/properties/form/oneOf/0: ",
    ),
    "unknown keyword in a joined property": (
        THING,
        (*PROPERTIES, "joined", "allOf", 1, "properties", "two"),
        ODD,
        f"{THING}#/properties/joined/allOf/1/properties/two/odd: ",
    ),
    "unknown keyword next to allOf": (
        THING,
        (*PROPERTIES, "joined", "odd"),
        1,
        f"{THING}#/properties/joined/odd: ",
    ),
    "unknown keyword of a joined part": (
        THING,
        (*PROPERTIES, "joined", "allOf", 0, "odd"),
        1,
        f"{THING}#/properties/joined/allOf/0/odd: ",
    ),
    "unknown keyword in one of two equal classes": (
        THING,
        (*PROPERTIES, "spare", "properties", "size", "odd"),
        1,
        f"{THING}#/properties/spare/properties/size/odd: ",
    ),
    "unknown keyword in the source of a derivation": (
        THING,
        (*PROPERTIES, "name", "properties", "first", "odd"),
        1,
        f"{THING}#/properties/name/properties/first/odd: ",
    ),
    "string that can't be derived": (
        THING,
        (*PROPERTIES, "full", "x-derived"),
        "<table>",
        f"{THING}#/properties/full: x-derived",
    ),
    "repeated description": (
        THING,
        (*PROPERTIES, "name", "description"),
        "A name.",
        f"{THING}#/properties/name: repeats the description of ",
    ),
    "type description without a class": (
        "schemas/tiny/v1/more.json",
        (*PROPERTIES, "y", "x-type-description"),
        "A text.",
        "schemas/tiny/v1/more.json#/properties/y: x-type-description",
    ),
    "missing known values": (
        THING,
        (*PROPERTIES, "thingId", "x-values"),
        "#/properties/name/enum",
        f"{THING}#/properties/thingId/x-values: ",
    ),
    "unknown format": (
        "schemas/tiny/v1/more.json",
        (*PROPERTIES, "x", "format"),
        "odd",
        "schemas/tiny/v1/more.json#/properties/x/format: ",
    ),
    "fields with the same name": (
        "schemas/tiny/v1/other.json",
        PROPERTIES,
        {"_it": TEXT, "it_": TEXT},
        "schemas/tiny/v1/other.json#: the name it_ would be",
    ),
    "missing description": (API, ("x-parameters",), {}, f"{API}#/entries/2: x-parameters"),
    "mixed enumeration": (
        "schemas/tiny/v1/done.json",
        (*PROPERTIES, "thing"),
        {"enum": [1, "x"]},
        "schemas/tiny/v1/done.json#/properties/thing: ",
    ),
    "missing title in another folder": (
        "schemas/worker/payload.json",
        ("title",),
        "",
        "schemas/worker/payload.json#: ",
    ),
}

# Mistakes that are not reported together with certain others: a missing schema could describe the
# parameter, and derivations are only checked for valid objects.
HIDDEN_BY: Mapping[str, frozenset[str]] = {
    "missing description": frozenset({"broken reference"}),
    "string that can't be derived": frozenset({"unknown keyword of an object"}),
    "repeated description": frozenset({"unknown keyword of an object"}),
}


def sound() -> dict[str, Document]:
    """Return a contract without mistakes, with several of everything, as files by path."""
    part = record("Part", ["kind"], kind={"type": "string", "enum": ["a", "b"]}, size=TEXT)
    thing = schema(
        "thing",
        "Thing",
        properties={
            "name": {
                **record("Name", first=TEXT, last=TEXT),
                "description": "Name of the thing.",
                "x-type-description": "A name.",
            },
            "parts": {"type": "array", "items": part},
            "spare": part,
            "full": {"type": "string", "x-since": 50, "x-derived": "<name.first>/<name.last>"},
            "label": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 5},
            "count": {"type": "integer", "minimum": 0},
            "table": {"type": "object", "additionalProperties": record("Cell", value=TEXT)},
            "thingId": {"type": "string", "description": "Which thing."},
            "form": {
                "title": "Form",
                "oneOf": [
                    record("Round", ["form"], form={"const": "round"}, radius=TEXT),
                    record("Flat", ["form"], form={"const": "flat"}, side=TEXT),
                ],
            },
            "joined": {
                "title": "Joined",
                "allOf": [
                    {"type": "object", "properties": {"one": TEXT}},
                    {"type": "object", "properties": {"two": TEXT}},
                ],
            },
        },
        additionalProperties=False,
        required=["full", "name"],
    )
    methods = [
        entry("send", method="put", input="v1/thing.json#", output="v1/other.json#"),
        entry("get", route="/get/<thingId>", args=["thingId"], output="v1/thing.json#"),
        entry("list", query=["limit"], output="v1/more.json#"),
        entry("token"),
    ]
    return {
        API: api(*methods, **{"x-parameters": {"limit": "Number of things."}}),
        EVENTS: pulse(exchange("done", word("thing")), exchange("begun", word("thing"))),
        RESULTS: {
            "serviceName": "tiny",
            "apiVersion": "v1",
            "results": {"token": {"bodyKind": "text"}},
        },
        THING: thing,
        "schemas/tiny/v1/other.json": schema("other", "Other", properties={"it": TEXT}),
        "schemas/tiny/v1/more.json": schema("more", "More", properties={"x": TEXT, "y": TEXT}),
        "schemas/tiny/v1/done.json": schema("done", "Done", properties={"thing": TEXT}),
        "schemas/worker/payload.json": {
            **schema("payload", "Payload", properties={"command": TEXT}),
            "$id": "/schemas/worker/payload.json#",
        },
    }


Mistake: TypeAlias = tuple[str, tuple[str | int, ...], Json, str]
"""File, path of the value, wrong value, and start of the reported problem."""


def withValue(value: Json, place: Sequence[str | int], wanted: Json) -> Json:
    """Return a document with a value at a path, which can be new."""
    if not place:
        return wanted
    step, *rest = place
    if isinstance(value, Mapping):
        return {**value, str(step): withValue(value.get(str(step)), rest, wanted)}
    assert isinstance(value, Sequence)
    return [withValue(it, rest, wanted) if index == step else it for index, it in enumerate(value)]


def injected(names: Collection[str]) -> Files:
    files: dict[str, Json] = {**sound()}
    for name in names:
        file, place, wanted, _ = MISTAKES[name]
        files[file] = withValue(files[file], place, wanted)
    return files


def save(folder: Path, files: Files) -> None:
    for path, value in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(value))


def problemsOf(files: Files) -> Sequence[str]:
    with pytest.raises(ContractError) as caught:
        compileContract(contractOf(files), "acme")
    assert str(caught.value).split("\n") == [*caught.value.problems]
    return caught.value.problems


def test_the_contract_of_these_tests_compiles() -> None:
    assert "tiny/client.py" in compileContract(contractOf(sound()), "acme")


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_is_one_problem(name: str) -> None:
    [problem] = problemsOf(injected([name]))
    assert MISTAKES[name][3] in problem


def expected(names: Collection[str]) -> list[str]:
    """Return the locations that must be reported."""
    return [
        MISTAKES[name][3]
        for name in names
        if not HIDDEN_BY.get(name, frozenset()).intersection(names)
    ]


def check(names: Collection[str]) -> None:
    """Check that exactly these mistakes are reported."""
    found = problemsOf(injected(names))
    wanted = expected(names)
    for where in wanted:
        assert any(where in problem for problem in found), (where, found)
    assert len(found) == len(wanted), found
    assert found == problemsOf(injected(names))


def test_all_mistakes_are_reported_at_once() -> None:
    check(MISTAKES)


@given(st.sets(st.sampled_from([*MISTAKES]), min_size=2, max_size=6))
def test_exactly_the_injected_mistakes_are_reported(names: set[str]) -> None:
    check(sorted(names))


def test_other_ways_to_read_a_contract_report_all_mistakes(tmp_path: Path) -> None:
    names = ["broken reference", "limit that is not a number", "unknown kind of body"]
    files = injected(names)
    save(tmp_path, files)
    script = PROJECT / "scripts" / "compile.py"
    done = subprocess.run(
        [sys.executable, script, "--check", "--schemas", tmp_path, "--output", tmp_path / "acme"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    shown = CliRunner().invoke(app, ["diff", str(tmp_path), str(tmp_path)])
    assert (done.returncode, shown.exit_code) == (2, 2)
    with pytest.raises(ContractError) as pages:
        referencePages(tmp_path)
    with pytest.raises(ContractError) as differences:
        compareContracts(contractOf(files), contractOf(sound()))
    outputs = (done.stderr, shown.stderr, str(pages.value), str(differences.value))
    for text in outputs:
        lines = text.strip().split("\n")
        assert len(lines) == len(names), text
        for where in expected(names):
            assert any(where in line for line in lines), text


def test_all_files_that_are_not_json_are_reported(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text("{")
    (tmp_path / "c.json").write_text("{}")
    with pytest.raises(ContractError) as caught:
        loadContract(tmp_path)
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["a.json", "b.json"]


def test_all_values_that_are_not_valid_in_json_are_reported() -> None:
    files: Files = {"a.json": {"x": float("nan")}, "b.json": {"y": [float("inf")]}, "c.json": {}}
    with pytest.raises(ContractError) as caught:
        contractOf(files)
    places = [problem.split(":")[0] for problem in caught.value.problems]
    assert places == ["a.json#/x", "b.json#/y/0"]


def test_errors_in_all_operations_of_openapi_documents_are_reported() -> None:
    document = bookshop()
    paths = document["paths"]
    assert isinstance(paths, dict)
    operations = [
        (path, method, it)
        for path, item in paths.items()
        if isinstance(item, dict)
        for method, it in item.items()
        if isinstance(it, dict) and "responses" in it
    ]
    for _, _, operation in operations:
        operation["odd"] = 1
    found = problemsOf(
        {**sound(), "shop/openapi.json": document, THING: {**sound()[THING], "odd": 1}}
    )
    assert len(operations) > 2
    assert len(found) == len(operations) + 1
    for path, method, _ in operations:
        place = f"shop/openapi.json#/paths/{path.replace('/', '~1')}/{method}/odd: "
        assert any(problem.startswith(place) for problem in found)


def thing(properties: Mapping[str, Json]) -> Document:
    """Return the schema of a thing with other properties."""
    described: Json = {"type": "string", "description": "Which thing."}
    return schema("thing", "Thing", properties={**properties, "thingId": described})


@pytest.mark.parametrize("count", [MAX_PROBLEMS, MAX_PROBLEMS + 1, MAX_PROBLEMS + 200, 5_000])
def test_the_number_of_problems_is_bounded(count: int) -> None:
    properties: Document = {f"p{number}": ODD for number in range(count)}
    files = {**sound(), THING: thing(properties)}
    with pytest.raises(ContractError) as caught:
        compileContract(contractOf(files), "acme")
    listed, message = caught.value.problems, str(caught.value)
    assert len(listed) == MAX_PROBLEMS
    assert listed[0].startswith(f"{THING}#/properties/p0/odd")
    rest = message.removeprefix("\n".join(listed))
    more = min(count, 1_000) - MAX_PROBLEMS
    prefix = "" if count < 1_000 else "at least "
    assert rest == (f"\nand {prefix}{more} more" if more else "")


def test_a_problem_with_a_long_name_is_cut_off() -> None:
    files = {**sound(), THING: thing({"x" * 10**6: ODD, "y": ODD})}
    long, short = problemsOf(files)
    assert len(long) < 20_000
    assert short.startswith(f"{THING}#/properties/y/odd: ")


def test_only_errors_of_a_contract_are_collected() -> None:
    problems = Problems()
    with pytest.raises(ValueError, match="other"), problems.collecting():
        raise ValueError("other")
    with pytest.raises(TooLarge), problems.collecting():
        raise TooLarge("all", "is too large")
    problems.check()
    error = ContractError("there", "is wrong")
    for _ in range(2):
        with problems.collecting():
            raise error
    with pytest.raises(ContractError) as caught:
        problems.check()
    assert caught.value is error
    problems.add(ContractError("here", "is wrong, too\n"))
    with pytest.raises(ContractErrors, match=r"^there: is wrong\nhere: is wrong, too"):
        problems.check()


@pytest.mark.parametrize("lenient", [False, True])
def test_a_broken_response_can_have_the_title_of_a_request(*, lenient: bool) -> None:
    """The compiler can't compare the structures, but the inner classes need names either way."""
    items = record("Inner", x=TEXT)
    gone: Json = {"$ref": "gone.json#"}
    files: dict[str, Document] = {
        API: api(
            entry("send", method="post", input="v1/request.json#", output="v1/response.json#")
        ),
        "schemas/tiny/v1/request.json": schema("request", "Thing", properties={}),
        "schemas/tiny/v1/response.json": schema(
            "response",
            "Thing",
            properties={"gone": gone, "list": {"type": "array", "items": items}},
        ),
    }
    problems = complaint(contractOf(files), lenient=lenient).splitlines()
    assert all("schemas/tiny/v1/response.json#/properties/gone/$ref: " in it for it in problems)
    assert len(problems) == (2 if lenient else 1)


def test_problems_of_one_schema_are_all_counted() -> None:
    keys: Document = {f"odd{number}": 1 for number in range(MAX_PROBLEMS + 10)}
    files = {**sound(), THING: {**thing({}), **keys}}
    with pytest.raises(ContractError, match=r"\nand 10 more$"):
        compileContract(contractOf(files), "acme")
