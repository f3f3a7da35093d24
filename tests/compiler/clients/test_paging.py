"""Iterators over methods that return pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.compiler.clients.samples import (
    GLOSSARY,
    LIST_THINGS,
    PAGE,
    TEXT,
)
from tests.compiler.contracts import (
    api,
    client,
    record,
    schema,
    signatures,
)

from tc_typed.compiler.contract.load import Json

THINGS: Json = {"type": "array", "items": record("Thing", name=TEXT)}


def test_a_paged_method_has_an_iterator(tmp_path: Path) -> None:
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


@pytest.mark.parametrize(
    ("facts", "query"),
    [
        pytest.param({}, ["limit"], id="no token parameter"),
        pytest.param({"continuationToken": {"type": "integer"}}, None, id="token is not a string"),
        pytest.param({"others": THINGS}, None, id="two arrays"),
        pytest.param({"things": TEXT}, None, id="no array"),
        pytest.param({"required": []}, None, id="the array may be absent"),
    ],
)
def test_a_method_without_pages_has_no_iterator(
    tmp_path: Path, facts: dict[str, Json], query: list[str] | None
) -> None:
    properties: dict[str, Json] = {"things": THINGS, "continuationToken": TEXT, **facts}
    required = properties.pop("required", ["things"])
    page = schema("page", "Thing Page", properties=properties, required=required)
    method = {**LIST_THINGS, **({} if query is None else {"query": query})}
    made = client(tmp_path, api(method, **{"x-parameters": GLOSSARY}), page)
    assert {*signatures(made["client.py"])} == {"listThings"}


@pytest.mark.parametrize(
    ("method", "iterator"),
    [("getThings", "iterThings"), ("listing", "iterListing"), ("find", "iterThings")],
)
def test_an_iterator_is_named_after_the_method_or_its_items(
    tmp_path: Path, method: str, iterator: str
) -> None:
    made = client(
        tmp_path, api({**LIST_THINGS, "name": method}, **{"x-parameters": GLOSSARY}), PAGE
    )
    assert {*signatures(made["client.py"])} == {method, iterator}
