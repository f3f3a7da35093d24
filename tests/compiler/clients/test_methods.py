"""The clients that the templates make, and the whole run."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from tests.compiler.conftest import Run
from tests.compiler.contracts import (
    PROJECT,
    api,
    client,
    entry,
    exchange,
    pulse,
    record,
    schema,
    signatures,
    word,
    write,
)

from tc_typed.compiler import ContractError, compileContract, differences
from tc_typed.compiler.clients.methods import scopesText
from tc_typed.compiler.contract.load import Json, Node
from tc_typed.compiler.models.naming import RESERVED
from tc_typed.exports import EXPORTS

TEXT: Json = {"type": "string"}

PAGE = schema(
    "page",
    "Thing Page",
    properties={
        "things": {
            "type": "array",
            "items": {**record("Thing", name=TEXT), "description": "One of the things."},
        },
        "continuationToken": TEXT,
        "runId": {"type": "integer", "description": "Which run."},
    },
    required=["things"],
)
LIST_THINGS = entry(
    "listThings",
    route="/things/<group>",
    args=["group"],
    query=["continuationToken", "limit", "state"],
    output="v1/page.json#",
)
GLOSSARY: Json = {
    "group": "Which group.",
    "continuationToken": "Where to go on.",
    "limit": "How many.",
    "state": "Only those in this state.",
    "form": "How.",
}
SHORT = schema("short", "Short", properties={})
GET = entry("get", query=["form"])
CORRECTIONS: dict[str, Json] = {
    "serviceName": "tiny",
    "apiVersion": "v1",
    "results": {
        "get": {
            "output": "v1/page.json#",
            "variants": [{"query": {"form": "short"}, "output": "v1/short.json#"}],
            "reason": "It is so.",
        }
    },
}


def test_a_paged_method_has_an_iterating_twin(tmp_path: Path) -> None:
    made = client(tmp_path, api(LIST_THINGS, **{"x-parameters": GLOSSARY}), PAGE)
    found = signatures(made["client.py"])
    assert found["listThings"] == [
        (
            "(self, group: str, *, continuationToken: str | None=None, limit: int | None=None,"
            " state: str | None=None) -> ThingPage"
        )
    ]
    assert found["iterThings"] == [
        "(self, group: str, *, limit: int | None=None, state: str | None=None) -> Iterator[Thing]"
    ]
    assert "in paginate(self.listThings, group, limit=limit, state=state):" in made["client.py"]


def test_docstrings_say_what_the_contract_says(tmp_path: Path) -> None:
    entry_ = {**LIST_THINGS, "scopes": {"AnyOf": ["a:<group>", "b"]}}
    text = client(tmp_path, api(entry_, **{"x-parameters": GLOSSARY}), PAGE)["client.py"]
    for part in (
        "Does what it says.",
        "group: Which group.",
        "limit: How many.",
        "Yields:\n            One of the things.",
        "API: `GET /things/<group>`, stable. Scopes: `a:<group>` or `b`.",
    ):
        assert part in text


def test_sync_and_async_have_the_same_signatures(tmp_path: Path) -> None:
    made = client(tmp_path, api(LIST_THINGS, **{"x-parameters": GLOSSARY}), PAGE)
    assert signatures(made["client.py"]) == signatures(made["aio.py"])


def test_an_argument_that_is_an_integer_elsewhere_may_be_one(tmp_path: Path) -> None:
    runs = entry("run", route="/run/<runId>", args=["runId"])
    made = client(tmp_path, api(LIST_THINGS, runs, **{"x-parameters": GLOSSARY}), PAGE)
    assert signatures(made["client.py"])["run"] == ["(self, runId: int | str) -> None"]
    assert "runId: Which run." in made["client.py"]


def test_results_that_the_reference_does_not_declare(tmp_path: Path) -> None:
    made = client(tmp_path, api(GET, **{"x-parameters": GLOSSARY}), PAGE, SHORT, CORRECTIONS)
    assert signatures(made["client.py"])["get"] == [
        "(self, *, form: None=None) -> ThingPage",
        "(self, *, form: Literal['short']) -> Short",
        "(self, *, form: Literal['short'] | None=None) -> ThingPage | Short",
    ]
    assert "result=ThingPage | Short" in made["operations.py"]


def test_operations_leave_out_what_is_usual(tmp_path: Path) -> None:
    deprecated = entry("old", stability="deprecated", method="post")
    source = client(tmp_path, api(entry("ping"), deprecated))["operations.py"]
    assert (
        "ping: Operation[None] = Operation(\n"
        '    service="tiny", version="v1", name="ping", method="get", route="/ping"\n'
        ")"
    ) in source
    assert source.count("stability=") == 1


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (entry("get", route="/<a>", args=["a"]), "x-parameters says nothing about a"),
        (entry("get", route="/<a>", args=["b"]), "args are not those of the route"),
        (entry("a b", route="/"), "/entries/0/name: 'a b' is no name that"),
        (entry("__"), "/entries/0/name: '__' is no name"),
        (entry("get", query=["2nd"]), "/entries/0: '2nd' can't be a name in Python"),
        (entry("get", color="red"), "/entries/0/color: the compiler does not know color here"),
        (entry("get", type="procedure"), "/entries/0/type: procedure is none of function"),
        (entry("get", method="trace"), "/entries/0/method: trace is none of get, put"),
        (entry("get", stability="weird"), "/entries/0/stability: weird is none of stable"),
        (entry("get", scopes=[]), "/entries/0/scopes: should be an object"),
        (entry("get", scopes={"NoneOf": []}), "/entries/0/scopes: is no scope expression"),
        (
            entry("get", scopes={"AllOf": ["a", {"AllOf": [], "AnyOf": []}]}),
            "/entries/0/scopes/AllOf/1: is no scope expression",
        ),
        (entry("get", output="v1/none.json#"), "no schema with the $id /schemas/tiny/v1/none"),
    ],
)
def test_bad_references_are_refused(tmp_path: Path, broken: dict[str, Json], message: str) -> None:
    with pytest.raises(ContractError) as caught:
        client(tmp_path, api(broken))
    assert message in str(caught.value)
    assert "0-reference.json" in str(caught.value)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"color": "red"}, "#/color: the compiler does not know color here"),
        ({"serviceName": 'ti"ny'}, "#/serviceName: 'ti\"ny' can't be the name of a service"),
    ],
)
def test_bad_heads_of_references_are_refused(
    tmp_path: Path, facts: dict[str, Json], message: str
) -> None:
    for number, reference in enumerate((api(), pulse())):
        with pytest.raises(ContractError) as caught:
            client(tmp_path / str(number), {**reference, **facts})
        assert str(caught.value).startswith(f"0-reference.json{message}")


def test_an_api_has_a_version_as_urls_do(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="#/apiVersion: '1' does not match"):
        client(tmp_path, api(apiVersion="1"))


def test_keys_of_extensions_may_be_anything(tmp_path: Path) -> None:
    plain = client(tmp_path / "a", api(entry("get")))
    assert plain == client(tmp_path / "b", api(entry("get", **{"x-mood": 1}), **{"x-mood": 2}))


def test_results_say_only_what_is_known(tmp_path: Path) -> None:
    def corrected(**result: Json) -> dict[str, Json]:
        return {"serviceName": "tiny", "results": {"get": result}}

    with pytest.raises(ContractError, match="#/results/get/outputs: the compiler does not know"):
        client(tmp_path, api(entry("get")), corrected(outputs="v1/page.json#"))
    both = corrected(output="v1/page.json#", answer="text")
    with pytest.raises(ContractError, match=r"#/results/get/answer: .* can't stand beside an out"):
        client(tmp_path, api(entry("get")), both, PAGE)


@pytest.mark.parametrize(
    ("scopes", "text"),
    [
        (None, "none"),
        ("a:<b>", "`a:<b>`"),
        ({"AllOf": []}, "none"),
        ({"AllOf": ["a", {"AnyOf": ["b", "c"]}]}, "`a` and (`b` or `c`)"),
        ({"AnyOf": ["a", {"AllOf": ["b", "c"]}]}, "`a` or (`b` and `c`)"),
        ({"AllOf": [{"AnyOf": ["a"]}]}, "`a`"),
        ({"for": "s", "in": "scopes", "each": "<s>"}, "`<s>` for each `s` of `scopes`"),
        ({"if": "x", "then": "a"}, "`a` if `x`"),
        ({"if": "x", "then": "a", "else": "b"}, "`a` if `x`, otherwise `b`"),
    ],
)
def test_scopes_are_readable(scopes: Json, text: str) -> None:
    node = None if scopes is None else Node(Path("api.json"), "", (), scopes)
    assert scopesText(node) == text


def test_what_is_committed_is_what_the_contract_says(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--check") == 0, capsys.readouterr().out


def test_the_same_contract_gives_the_same_bytes(tmp_path: Path) -> None:
    files = [api(LIST_THINGS, **{"x-parameters": GLOSSARY}), PAGE]
    assert client(tmp_path / "a", *files) == client(tmp_path / "b", *reversed(files))


def test_differences_are_told_file_by_file() -> None:
    wanted = {"a.py": "1\n2\n", "b.py": "", "c.py": ""}
    present = {"a.py": "1\n3\n", "b.py": "", "d.py": ""}
    assert differences(wanted, present) == [
        "a.py: differs from line 2: '3' should be '2'",
        "c.py: missing",
        "d.py: stale, nothing in the contract makes it",
    ]


def test_the_command_writes_and_checks(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    schemas = write(tmp_path / "schemas", schema("payload", "Payload", properties={}))
    output = tmp_path / "made"
    options = ("--schemas", schemas, "--output", output)
    assert run(*options, "--check") == 1
    assert run(*options) == 0
    assert run(*options, "--check") == 0
    (output / "old.py").write_text((output / "tiny" / "models.py").read_text())
    (output / "mine.py").touch()
    capsys.readouterr()
    assert run(*options, "--check") == 1
    assert capsys.readouterr().out == "old.py: stale, nothing in the contract makes it\n"
    assert run(*options) == 0
    assert not (output / "old.py").exists()
    assert (output / "mine.py").exists()


def test_the_command_says_what_is_wrong_with_a_contract(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    schemas = write(tmp_path, schema("payload", properties={}))
    assert run("--schemas", schemas, "--output", tmp_path / "made") == 2
    assert capsys.readouterr().err == (
        "tiny/v1/payload.json#: needs a title, which becomes the class's name\n"
    )


def test_public_names_exist_and_load_only_what_they_need() -> None:
    names = [name for names in EXPORTS.values() for name in names]
    program = (
        "import sys, tc_typed, tc_typed.aio\n"
        "loaded = [m for m in sys.modules if m.startswith(('pydantic', 'httpx', 'tc_typed.'))]\n"
        "assert loaded == ['tc_typed.aio'], loaded\n"
        "from tc_typed import fromNow\n"
        "assert 'pydantic' not in sys.modules\n"
        "from tc_typed import Queue\n"
        "assert 'tc_typed.queue.aio' not in sys.modules\n"
        f"from tc_typed import {', '.join(names)}\n"
        "from tc_typed.aio import Auth, Queue, paginate\n"
        "assert 'Queue' in dir(tc_typed)\n"
    )
    environment = {"PYTHONPATH": str(PROJECT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr


# Answers that are no JSON


@pytest.mark.parametrize(
    ("answer", "result"),
    [("redirect", "Redirect"), ("content", "Content"), ("text", "str | None")],
)
def test_answer_that_is_no_json_has_a_type(tmp_path: Path, answer: str, result: str) -> None:
    results: dict[str, Json] = {
        "serviceName": "tiny",
        "results": {"fetch": {"answer": answer, "reason": "So it is."}},
    }
    made = client(tmp_path, api(entry("fetch")), results)
    assert signatures(made["client.py"])["fetch"] == [f"(self) -> {result}"]
    assert f'bodyKind="{answer}"' in made["operations.py"]


def test_answer_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    results: dict[str, Json] = {
        "serviceName": "tiny",
        "results": {"fetch": {"answer": "smell", "reason": "So it is."}},
    }
    with pytest.raises(ContractError, match="#/results/fetch/answer: smell is none of redirect"):
        client(tmp_path, api(entry("fetch")), results)


# Exchanges


DONE = schema("done", "Thing Done Message", properties={"runId": {"type": "integer"}})


def test_exchange_takes_the_words_of_its_routing_key(tmp_path: Path) -> None:
    made = client(
        tmp_path,
        pulse(
            exchange("thingDone", word("kind", constant="primary"), word("thing"), word("runId"))
        ),
        DONE,
    )
    assert signatures(made["events.py"])["thingDone"] == [
        (
            "(self, routingKeyPattern: str | None=None, /, *, thing: str | None=None,"
            " runId: int | str | None=None) -> Binding[ThingDoneMessage, ThingDoneRoutingKey]"
        )
    ]
    assert 'Word("kind", constant="primary")' in made["events.py"]
    assert "thing: Which thing." in made["events.py"]


def test_exchanges_of_one_routing_key_share_its_class(tmp_path: Path) -> None:
    title: dict[str, Json] = {"x-routing-key": "Thing Key"}
    made = client(
        tmp_path,
        pulse(
            exchange("begun", word("thing"), word("worker", required=False), **title),
            exchange("done", word("thing"), word("worker"), **title),
        ),
        DONE,
    )
    [key] = [
        node
        for node in ast.walk(ast.parse(made["events.py"]))
        if isinstance(node, ast.ClassDef) and node.name == "ThingKey"
    ]
    fields = [ast.unparse(item) for item in key.body if isinstance(item, ast.AnnAssign)]
    assert fields == ["thing: str", "worker: str | None"]


def test_routing_keys_that_differ_can_not_share_a_class(tmp_path: Path) -> None:
    title: dict[str, Json] = {"x-routing-key": "Thing Key"}
    reference = pulse(
        exchange("begun", word("thing"), **title), exchange("done", word("worker"), **title)
    )
    with pytest.raises(ContractError, match="#/entries/1: has other parts than"):
        client(tmp_path, reference, DONE)


def test_routing_key_has_one_part_of_several_words_at_most(tmp_path: Path) -> None:
    many = [word(name, multipleWords=True) for name in ("one", "other")]
    with pytest.raises(ContractError, match="only one part of several words"):
        client(tmp_path, pulse(exchange("done", *many)), DONE)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (exchange("done", color="red"), "/entries/0/color: the compiler does not know color"),
        (exchange("done", type="fanout"), "/entries/0/type: fanout is none of topic-exchange"),
        (exchange("done", word("a", color="red")), "/entries/0/routingKey/0/color: the compiler"),
        (exchange("a b"), "/entries/0/name: 'a b' is no name that"),
        (exchange("done", word("a"), word("a")), "/entries/0: a would be the name of two things"),
        (exchange("done", **{"x-routing-key": "Binding"}), "Binding can't be the name of its"),
    ],
)
def test_bad_exchanges_are_refused(tmp_path: Path, broken: dict[str, Json], message: str) -> None:
    with pytest.raises(ContractError) as caught:
        client(tmp_path, pulse(broken), DONE)
    assert message in str(caught.value)
    assert "0-reference.json" in str(caught.value)


def test_docstrings_of_what_only_publishes_speak_of_messages(tmp_path: Path) -> None:
    made = client(tmp_path, pulse(exchange("done", word("thing"))), DONE)
    for name in ("__init__.py", "models.py"):
        assert "Payloads" not in made[name]
    assert made["__init__.py"].startswith('"""The tiny service: models of what it publishes')
    assert "A binding, for messages of type `ThingDoneMessage`." in made["events.py"]


def test_nothing_can_have_a_name_that_compiled_modules_import(tmp_path: Path) -> None:
    methods = api(LIST_THINGS, GET, **{"x-parameters": GLOSSARY})
    events = pulse(exchange("done", word("thing")))
    made = client(tmp_path, methods, PAGE, SHORT, CORRECTIONS, events, DONE)
    imported = {
        alias.asname or alias.name
        for name, source in made.items()
        if name not in ("models.py", "__init__.py")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module != "tc_typed.tiny.models"
        for alias in node.names
    }
    assert {"overload", "AsyncIterator", "Binding", "annotations"} <= imported
    assert imported <= RESERVED


# Schemas that callers fill in


def test_schema_that_callers_fill_in_is_strict(tmp_path: Path) -> None:
    marked = {**record("Config", size=TEXT), "x-request": True}
    made = client(
        tmp_path, api(entry("ping")), schema("a", **marked), schema("b", "Message", properties={})
    )
    assert "class Config(Request)" in made["models.py"]
    assert "class Message(Response)" in made["models.py"]


# Payloads that another folder has


def test_payload_of_another_folder_is_imported(tmp_path: Path) -> None:
    def payload(folder: str, **facts: Json) -> dict[str, Json]:
        return {"$id": f"/schemas/{folder}/payload.json#", **facts}

    made = compileContract(
        write(
            tmp_path,
            payload("small", **record("Small Payload", size=TEXT)),
            payload(
                "wide",
                title="Wide Or Small Payload",
                oneOf=[
                    record("Wide Payload", width=TEXT),
                    {"$ref": "/schemas/small/payload.json#"},
                ],
            ),
        ),
    )
    models = made["wide/models.py"]
    assert "from tc_typed.small.models import SmallPayload" in models
    assert "WideOrSmallPayload: TypeAlias = WidePayload | SmallPayload" in models
    assert "class SmallPayload" not in models
    assert "SmallPayload" in made["small/__init__.py"]
