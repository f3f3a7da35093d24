"""`from_schema` of hypothesis-jsonschema, which makes each strategy once.

By itself, the strategy of an object makes new strategies of its properties for each example, and
each of them parses and validates its schema and its patterns. That would take most of the time.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from typing import Protocol

from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema
from tests.wire.contract import Json

__all__ = ["from_schema"]


class Make(Protocol):
    """Function of hypothesis-jsonschema that makes the strategy of one or several schemas."""

    def __call__(self, schema: Json, /, **options: object) -> st.SearchStrategy[Json]: ...


def madeOnce(make: Make) -> Make:
    made: dict[tuple[str, object], st.SearchStrategy[Json]] = {}

    def cached(schema: Json, /, **options: object) -> st.SearchStrategy[Json]:
        assert options == {"alphabet": options["alphabet"], "custom_formats": None}
        key = json.dumps(schema), options["alphabet"]
        if key not in made:
            made[key] = make(schema, **options)
        return made[key]

    return cached


def makeStrategiesOnce() -> None:
    module = import_module("hypothesis_jsonschema._from_schema")
    for owner, name, wrap in (
        (module, "__from_schema", madeOnce),
        (module, "merged_as_strategies", madeOnce),
        # All schemas have the same alphabet, so equal parts of them have the same strategy.
        (module.CharStrategy, "from_args", cache),
    ):
        setattr(owner, name, wrap(getattr(owner, name)))


makeStrategiesOnce()
