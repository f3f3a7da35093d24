"""Schemas that become classes of requests, and classes that packages share."""

from __future__ import annotations

from pathlib import Path

from tests.compiler.clients.samples import (
    TEXT,
)
from tests.compiler.contracts import (
    api,
    client,
    entry,
    record,
    schema,
    write,
)

from tc_typed.compiler import compileContract
from tc_typed.compiler.contract.load import Json


def test_a_schema_for_requests_is_strict(tmp_path: Path) -> None:
    marked = {**record("Config", size=TEXT), "x-request": True}
    made = client(
        tmp_path, api(entry("ping")), schema("a", **marked), schema("b", "Message", properties={})
    )
    assert "class Config(Request)" in made["models.py"]
    assert "class Message(Response)" in made["models.py"]


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
