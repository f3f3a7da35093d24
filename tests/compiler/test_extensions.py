"""Nested contracts, and methods with an access token."""

from __future__ import annotations

import json
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

from tc_typed.compiler import ContractError, compileContract
from tc_typed.compiler.contract.load import Json
from tc_typed.core.operation import Operation

TEXT: Json = {"type": "string"}
DONE = schema("done", "Thing Done Message", properties={"name": TEXT})
OUTER = (
    api(entry("get")),
    pulse(exchange("done", word("thing"))),
    DONE,
)
EXTENDING: dict[str, Json] = {"x-extends": True}
LEGACY = (
    api(entry("getOld", output="v1/old.json#"), **EXTENDING),
    {**pulse(exchange("doneOld", word("thing"))), **EXTENDING},
    schema("old", "Old Thing", properties={"name": TEXT}),
    DONE,
    {**api(entry("ping")), "serviceName": "gone", "description": "Served up to release 1."},
)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the packages of two contracts, `outer` and `outer.legacy`."""
    folder = tmp_path_factory.mktemp("pair")
    schemas = write(folder / "schemas", *OUTER)
    write(schemas / "legacy", *LEGACY)
    made = {
        "outer": compileContract(schemas, "outer"),
        "outer/legacy": compileContract(schemas / "legacy", "outer.legacy"),
    }
    for package, files in made.items():
        for path, source in files.items():
            place = folder / package / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(source, encoding="utf-8")
    return folder


def outputOf(pair: Path, program: str) -> Json:
    """Run a program that can import the packages, and return its output, parsed as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", f"import json, sys\n{program}"],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{PROJECT / 'src'}:{pair}"},
    )
    assert done.returncode == 0, done.stderr
    found: Json = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("place", ["", ".aio"])
def test_a_client_extends_the_client_of_the_same_name(pair: Path, place: str) -> None:
    program = (
        f"import outer{place} as outer, outer.legacy{place} as legacy\n"
        "print(json.dumps([issubclass(legacy.Tiny, outer.Tiny), sorted(legacy.Tiny._operations),\n"
        "    sorted(outer.Tiny._operations), sorted(legacy.Gone._operations)]))"
    )
    assert outputOf(pair, program) == [True, ["get", "getOld"], ["get"], ["ping"]]


def test_events_extend_the_events_of_the_same_name(pair: Path) -> None:
    program = (
        "import outer, outer.legacy as legacy\n"
        "print(json.dumps([issubclass(legacy.TinyEvents, outer.TinyEvents),\n"
        "    sorted(legacy.TinyEvents.exchanges), sorted(outer.TinyEvents.exchanges),\n"
        "    legacy.TinyEvents().doneOld(thing='x').routingKeyPattern]))"
    )
    assert outputOf(pair, program) == [True, ["done", "doneOld"], ["done"], "x"]


def test_a_nested_package_exports_only_clients_and_events(pair: Path) -> None:
    assert (pair / "outer" / "common").is_dir()
    assert not (pair / "outer" / "legacy" / "common").exists()
    names = outputOf(pair, "import outer.legacy\nprint(json.dumps(outer.legacy.__all__))")
    assert names == ["Gone", "Tiny", "TinyEvents", "aio"]


def test_a_nested_package_is_only_imported_on_use(pair: Path) -> None:
    program = (
        "import outer.aio\nouter.Tiny, outer.aio.Tiny, outer.TinyEvents\n"
        "before = any('legacy' in name for name in sys.modules)\n"
        "import outer.legacy\n"
        "after = [name for name in sys.modules if name.startswith('outer.legacy')]\n"
        "print(json.dumps([before, after]))"
    )
    assert outputOf(pair, program) == [False, ["outer.legacy"]]


def test_modules_name_their_contract(pair: Path) -> None:
    source = (pair / "outer" / "legacy" / "gone" / "client.py").read_text()
    assert "Compiled from schemas/legacy/gone by tc_typed.compiler;" in source
    assert '"""Served up to release 1."""' in source


@pytest.mark.parametrize("files", [(api(**EXTENDING),), ({**pulse(), **EXTENDING},)])
def test_only_a_nested_package_can_extend_clients(
    tmp_path: Path, files: tuple[dict[str, Json], ...]
) -> None:
    with pytest.raises(ContractError, match=r"0-reference.json#/x-extends: this package has no"):
        client(tmp_path, *files)


def test_the_command_compiles_both_contracts(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    schemas, output = write(tmp_path / "schemas", *OUTER), tmp_path / "made"
    write(schemas / "legacy", *LEGACY)
    options = ("--schemas", schemas, "--output", output)
    assert run(*options) == 0
    assert "base.Tiny" in (output / "legacy" / "tiny" / "client.py").read_text()
    assert "made.tiny" in (output / "legacy" / "tiny" / "client.py").read_text()
    assert run(*options, "--check") == 0
    (output / "legacy" / "gone" / "client.py").unlink()
    capsys.readouterr()
    assert run(*options, "--check") == 1
    assert "gone/client.py: missing" in capsys.readouterr().out


# Access tokens


def test_a_method_takes_a_token(tmp_path: Path) -> None:
    method = entry("signIn", query=["form"], **{"x-authorization": "bearer"})
    made = client(tmp_path, api(method, **{"x-parameters": {"form": "Any form."}}))
    for name in ("client.py", "aio.py"):
        assert signatures(made[name])["signIn"] == [
            "(self, *, form: str | None=None, accessToken: str) -> None"
        ]
        assert "accessToken=accessToken" in made[name]
        assert "accessToken: Token to send as `Authorization: Bearer`" in made[name]
    assert 'schemes=("accessToken",)' in made["operations.py"]
    assert Operation.__dataclass_fields__["schemes"].default == ("hawk",)


def test_other_authorization_is_refused(tmp_path: Path) -> None:
    method = entry("signIn", **{"x-authorization": "basic"})
    with pytest.raises(
        ContractError, match="/entries/0/x-authorization: must be one of bearer, got basic"
    ):
        client(tmp_path, api(method))


# Lists as payloads


def test_a_payload_can_be_a_list_of_objects(tmp_path: Path) -> None:
    items = schema("list", type="array", items=record("Restriction", key=TEXT))
    made = client(tmp_path, api(entry("prices", method="post", input="v1/list.json#")), items)
    assert signatures(made["client.py"])["prices"] == ["(self, payload: list[Restriction]) -> None"]
    assert "payload=list[Restriction]" in made["operations.py"]
    assert "class Restriction(Request)" in made["models.py"]


@pytest.mark.parametrize("limit", [{"minItems": 1}, {"uniqueItems": True}, {"items": TEXT}])
def test_a_list_as_payload_must_contain_objects_and_have_no_limits(
    tmp_path: Path, limit: dict[str, Json]
) -> None:
    facts = {"type": "array", "items": record("Restriction", key=TEXT), **limit}
    items = schema("list", **facts)
    with pytest.raises(ContractError, match=r"list.json#: a list as payload must"):
        client(tmp_path, api(entry("prices", method="post", input="v1/list.json#")), items)
