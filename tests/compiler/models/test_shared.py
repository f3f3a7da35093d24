"""Classes of `common`, which are defined once and imported by the services that use them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.compiler.contracts import api, checkImports, entry, record, schema, write

from tc_typed.compiler import ContractError, compileContract, writeCompiled
from tc_typed.compiler.contract.load import Json

RUN = record("Run Id", ["id"], id={"type": "string"})
URL = "/schemas/common/v1/run.json#"
SHARED: Mapping[str, Json] = {"$id": URL, **RUN}
REF: Json = {"$ref": URL}


def service(name: str, *entries: Json) -> dict[str, Json]:
    return {**api(*entries), "serviceName": name, "title": name}


def listing(name: str, item: Json) -> tuple[Mapping[str, Json], ...]:
    """Return a service with a method that returns a list of items."""
    runs: Json = {"type": "array", "items": item}
    thing = {"$id": f"/schemas/{name}/v1/thing.json#", **record("Thing", runs=runs)}
    return service(name, entry("get", output="v1/thing.json#")), thing


def compiled(folder: Path, *files: Mapping[str, Json], lenient: bool = False) -> dict[str, str]:
    return compileContract(write(folder / "schemas", *files), "acme", lenient=lenient)


def checkModules(folder: Path, made: Mapping[str, str]) -> None:
    """Import all modules of a package."""
    writeCompiled(folder / "acme", made)
    checkImports(folder, "acme", made)


def places(made: Mapping[str, str], name: str) -> list[str]:
    """Return the modules that define a class."""
    return [path for path, source in made.items() if f"class {name}(" in source]


def test_services_share_a_class(tmp_path: Path) -> None:
    made = compiled(tmp_path, SHARED, *listing("one", REF), *listing("two", REF))
    assert places(made, "RunId") == ["common/models.py"]
    for name in ("one", "two"):
        assert "from acme.common.models import RunId\n" in made[f"{name}/models.py"]
        assert "from acme.common.models import RunId\n" in made[f"{name}/__init__.py"]
    assert "from acme.common.models import RunId\n" in made["common/__init__.py"]
    checkModules(tmp_path, made)


def test_a_whole_result_is_shared_too(tmp_path: Path) -> None:
    ping = service("one", entry("ping", output=URL))
    made = compiled(tmp_path, SHARED, ping)
    assert "from acme.common.models import RunId\n" in made["one/client.py"]
    assert "from acme.common.models import RunId\n" in made["one/__init__.py"]
    assert "def ping(self) -> RunId:" in made["one/aio.py"]


def test_without_shared_schemas_there_are_no_shared_models(tmp_path: Path) -> None:
    made = compiled(tmp_path, *listing("one", RUN))
    assert places(made, "RunId") == ["one/models.py"]
    assert "common/models.py" not in made


def test_a_copy_with_the_same_title_is_the_same_class(tmp_path: Path) -> None:
    reworded = {**RUN, "description": "In other words."}
    for lenient in (False, True):
        made = compiled(tmp_path, SHARED, *listing("one", reworded), lenient=lenient)
        assert places(made, "RunId") == ["common/models.py"]


def test_another_structure_is_another_class(tmp_path: Path) -> None:
    other = record("Run Id", ["id"], id={"type": "integer"})
    with pytest.raises(ContractError, match="gives the name RunId, which is reserved"):
        compiled(tmp_path, SHARED, *listing("one", other))
    made = compiled(tmp_path, SHARED, *listing("one", other), lenient=True)
    assert places(made, "RunId") == ["common/models.py"]
    assert places(made, "ThingRuns") or places(made, "ThingRun")


def test_a_shared_response_cannot_be_a_request(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = (SHARED, service("one", entry("put", input=URL)))
    problem = "is a request here, but RunId is compiled for responses"
    with pytest.raises(ContractError, match=problem):
        compiled(tmp_path, *files)
    caplog.set_level(logging.INFO, "tc_typed.compiler")
    made = compiled(tmp_path, *files, lenient=True)
    assert problem in caplog.text
    assert "payload: RunId" in made["one/client.py"]
    checkModules(tmp_path, made)


def test_requests_can_be_shared(tmp_path: Path) -> None:
    files = ({**SHARED, "x-request": True}, service("one", entry("put", input=URL)))
    made = compiled(tmp_path, *files)
    assert "class RunId(Request)" in made["common/models.py"]
    with pytest.raises(
        ContractError, match="is a response here, but RunId is compiled for requests"
    ):
        compiled(tmp_path, files[0], *listing("two", REF))


def test_a_nested_package_uses_the_classes_of_its_parent(tmp_path: Path) -> None:
    schemas = write(tmp_path / "schemas", SHARED, *listing("one", REF))
    write(schemas / "legacy", *listing("old", REF))
    made = compileContract(schemas / "legacy", "acme.legacy")
    assert "from acme.common.models import RunId\n" in made["old/models.py"]
    assert "from acme.common.models import RunId\n" in made["old/__init__.py"]
    assert not any(path.startswith("common/") for path in made)


def test_a_service_can_have_the_name_common(tmp_path: Path) -> None:
    method = entry("get", output="v1/run.json#")
    made = compiled(tmp_path, SHARED, service("common", method), lenient=True)
    assert "from acme.common.models import RunId\n" in made["common_/client.py"]
    assert places(made, "RunId") == ["common/models.py"]
    assert places(made, "Common") == ["common_/client.py", "common_/aio.py"]
    checkModules(tmp_path, made)


def test_metaschemas_of_deployments_do_not_become_models(tmp_path: Path) -> None:
    meta = schema("meta", "Meta", properties={"again": {"$ref": "#"}})
    made = compiled(
        tmp_path, {**meta, "$id": "/schemas/common/metaschema.json#"}, *listing("one", RUN)
    )
    assert "common/models.py" not in made
