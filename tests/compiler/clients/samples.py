"""Methods and schemas of the service `tiny` for several tests."""

from __future__ import annotations

from tests.compiler.contracts import (
    entry,
    record,
    schema,
)

from tc_typed.compiler.contract.load import Json

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
    "continuationToken": "Token of the next page.",
    "limit": "Number of things.",
    "state": "Only those in this state.",
    "form": "Length of the response.",
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
            "reason": "The reference declares no output.",
        }
    },
}


DONE = schema("done", "Thing Done Message", properties={"runId": {"type": "integer"}})
