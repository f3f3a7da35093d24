from typing import TypeAlias

from hypothesis.strategies import SearchStrategy

_Json: TypeAlias = bool | int | float | str | list[_Json] | dict[str, _Json] | None

def from_schema(schema: dict[str, _Json] | bool) -> SearchStrategy[_Json]: ...
