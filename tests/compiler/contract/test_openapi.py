"""OpenAPI: a document that was not written for the compiler, and unsupported content."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compiler.contracts import complaint
from tests.core.loopback import loopback, respond

from tc_typed import Content, TaskclusterRestFailure
from tc_typed.compiler import compileContract
from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.load import Json, loadContract
from tc_typed.compiler.contract.openapi import snakeCase, withOpenApi
from tc_typed.core.signing.basic_and_bearer import BearerToken

Document = dict[str, Json]

NOTHING: dict[str, Json] = {}

BOOK: Json = {"title": "Emma", "price": 5.5, "pages": None, "genre": "novel"}
UNKNOWN: Json = [{"key": ["read"]}]
SEVERAL: Json = [{"token": ["read"], "other": ["read"]}]
PLACE = ("paths", "/books/{number}", "get")
FORM: Json = {"content": {"multipart/form-data": {}}}
IMAGES: Json = {"content": {"image/png": {}, "image/tiff": {}}}


def schema(name: str) -> dict[str, Json]:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def parameter(name: str, place: str, **facts: Json) -> dict[str, Json]:
    kind: dict[str, Json] = {"type": "string"}
    return {"name": name, "in": place, "description": f"The {name}.", "schema": kind, **facts}


def bookshop() -> Document:
    """Return a document that is unrelated to Taskcluster and Flamenco."""
    number: dict[str, Json] = {"type": "integer", "format": "int32"}
    book: dict[str, Json] = {
        "type": "object",
        "required": ["title", "price"],
        "properties": {
            "title": {"type": "string", "example": "Emma"},
            "price": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
            "pages": {**number, "nullable": True},
            "genre": {"allOf": [{"$ref": "#/components/schemas/Genre"}], "description": "Kind."},
            "isbn": {"type": "string", "format": "isbn"},
            "code": {"type": "string", "format": "password"},
            "publisher": {"type": "object", "properties": {"city": {"type": "string"}}},
        },
    }
    update: dict[str, Json] = {
        "allOf": [{"$ref": "#/components/schemas/Book"}, {"required": ["pages"]}]
    }
    good: dict[str, Json] = {
        "description": "Fine.",
        "content": {"application/json": schema("Book")},
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Book Shop", "version": "2.1"},
        "servers": [{"url": "https://shop.example.com/v2/"}],
        "security": [{"token": []}],
        "paths": {
            "/books/{number}": {
                "parameters": [parameter("number", "path", required=True, schema=number)],
                "get": {
                    "operationId": "getBook",
                    "parameters": [
                        parameter("lang", "query", required=True),
                        parameter(
                            "form", "query", schema={"type": "string", "enum": ["short", "long"]}
                        ),
                    ],
                    "responses": {
                        "2XX": good,
                        "404": {"$ref": "#/components/responses/Gone"},
                        "410": {**good, "x-result": True},
                    },
                },
                "patch": {
                    "operationId": "update-book",
                    "deprecated": True,
                    "requestBody": {"content": {"application/merge-patch+json": schema("Change")}},
                    "responses": {"default": good},
                },
                "put": {
                    "operationId": "putCover",
                    "requestBody": {"content": {"application/octet-stream": {}}},
                    "responses": {"204": {"description": "Done."}},
                },
            },
            "/books": {
                "post": {
                    "operationId": "addBooks",
                    "x-retry": "the books are added twice",
                    "security": [],
                    "requestBody": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "array",
                                    "items": {"$ref": "#/components/schemas/Book"},
                                }
                            }
                        }
                    },
                    "responses": {
                        "200": {"description": "A receipt.", "content": {"application/pdf": {}}}
                    },
                },
            },
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "Bearer"}},
            "responses": {"Gone": {"description": "It is gone."}},
            "schemas": {
                "Book": book,
                "Change": update,
                "Genre": {"type": "string", "enum": ["novel", "verse"]},
            },
        },
    }


def write(folder: Path, document: Document) -> Path:
    place = folder / "schemas" / "shop" / "openapi.json"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(document))
    return folder / "schemas"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The compiled package of the bookshop."""
    folder = tmp_path_factory.mktemp("bookshop")
    name = f"bookshop_{os.getpid()}"
    sources = compileContract(write(folder, bookshop()), name, lenient=True)
    for path, source in sources.items():
        place = folder / name / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(source)
    sys.path.insert(0, str(folder))
    yield importlib.import_module(f"{name}.shop")
    sys.path.remove(str(folder))


def test_calls_use_the_paths_of_the_document(shop: ModuleType) -> None:
    book = shop.Book(title="Emma", price=5.5)
    with (
        loopback(respond(BOOK), respond(BOOK), respond(b"", 204), respond(b"%PDF-")) as server,
        shop.BookShop(rootUrl=server.url, credentials=BearerToken("abc")) as client,
    ):
        client.get_book(7, lang="en", form="short")
        client.update_book(7, shop.Change(title="Emma", price=1, pages=3))
        client.put_cover(7, b"anything")
        client.add_books([book, book])
    first, second, third, fourth = server.received
    assert (first.method, first.target) == ("GET", "/v2/books/7?lang=en&form=short")
    assert first.headers["authorization"] == "Bearer abc"
    assert (second.method, json.loads(second.body)["pages"]) == ("PATCH", 3)
    assert (third.headers["content-type"], third.body) == ("application/octet-stream", b"anything")
    assert (fourth.target, len(json.loads(fourth.body))) == ("/v2/books", 2)
    assert "authorization" not in fourth.headers


def test_the_status_determines_the_result(shop: ModuleType) -> None:
    def get(status: int) -> object:
        with (
            loopback(respond(BOOK, status)) as server,
            shop.BookShop(rootUrl=server.url) as client,
        ):
            book: object = client.get_book(7, lang="en")
            return book

    for status in (200, 203, 410):
        assert type(get(status)).__name__ == "BookResponse"
    for status in (404, 409):
        with pytest.raises(TaskclusterRestFailure):
            get(status)
    pdf = b"%PDF-"
    with loopback(respond(pdf)) as server, shop.BookShop(rootUrl=server.url) as client:
        assert client.add_books([]) == Content("text/html", pdf)


def test_signatures_match_the_document(shop: ModuleType) -> None:
    get = inspect.signature(shop.BookShop.get_book).parameters
    assert [*get] == ["self", "number", "lang", "form"]
    assert get["lang"].default is inspect.Parameter.empty
    assert get["form"].default is None
    assert "Literal['short', 'long']" in str(get_type_hints(shop.BookShop.get_book)["form"])
    assert [*inspect.signature(shop.BookShop.update_book).parameters][2] == "change"
    assert "deprecated" in (shop.BookShop.update_book.__doc__ or "")
    assert shop.BearerToken is BearerToken
    assert not hasattr(shop, "BasicCredentials")


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("pages", [2**31 - 1, -(2**31)], [2**31, -(2**31) - 1, 1.5]),
        ("price", [0.01, 5], [0, -1]),
        ("genre", ["verse"], ["atlas"]),
        ("isbn", ["whatever"], [5]),
        ("publisher", [NOTHING, {"city": "Rome"}], [{"town": "Rome"}]),
        ("unheard", [], [1]),
    ],
)
def test_schemas_are_interpreted_as_in_openapi(
    shop: ModuleType, name: str, good: list[Json], bad: list[Json]
) -> None:
    book = {"title": "Emma", "price": 5}
    for value in good:
        shop.Book.model_validate_json(json.dumps({**book, name: value}))
    for value in bad:
        with pytest.raises(ValueError, match=name):
            shop.Book.model_validate_json(json.dumps({**book, name: value}))


def test_a_password_is_not_in_the_repr(shop: ModuleType) -> None:
    assert "hush" not in repr(shop.Book(title="Emma", price=5, code="hush"))


def test_another_member_of_all_of_can_require_a_property(shop: ModuleType) -> None:
    with pytest.raises(ValueError, match="pages"):
        shop.Change.model_validate({"title": "Emma", "price": 5.0})


def test_the_root_package_does_not_export_the_client(tmp_path: Path) -> None:
    sources = compileContract(write(tmp_path, bookshop()), "other", lenient=True)
    assert {*sources} >= {"shop/client.py", "shop/aio.py", "shop/models.py", "__init__.py"}
    assert "BookShop" not in sources["__init__.py"] + sources["aio.py"]
    assert "taskcluster.py" not in sources


# Unsupported content


@pytest.mark.parametrize(
    ("where", "value", "problem"),
    [
        (("openapi",), "2.0", "#/openapi: only OpenAPI 3 is supported"),
        ((*PLACE, "callbacks"), NOTHING, "get/callbacks: the compiler does not know callbacks"),
        ((*PLACE, "parameters"), [parameter("c", "cookie")], "parameters in cookie"),
        ((*PLACE, "parameters"), [parameter("X-Trace", "header")], "parameters in header"),
        (
            (*PLACE, "parameters"),
            [parameter("c", "query", schema={"type": "array"})],
            "parameters/0/schema: a parameter can only be",
        ),
        ((*PLACE, "requestBody"), FORM, "does not support forms"),
        ((*PLACE, "requestBody"), IMAGES, "image~1tiff: files of this type can't be recognised"),
        ((*PLACE, "responses"), {"404": {"description": ""}}, "needs a success response"),
        ((*PLACE, "security"), UNKNOWN, "there is no security scheme key"),
        ((*PLACE, "security"), SEVERAL, "does not support combined schemes"),
        (
            ("components", "securitySchemes", "token"),
            {"type": "apiKey"},
            "only supports HTTP Basic",
        ),
        (("components", "schemas", "Genre", "if"), NOTHING, "Genre/if: the compiler does not"),
        ((*PLACE, "responses", "410", "x-results"), True, ""),
        (
            ("components", "responses"),
            NOTHING,
            "responses/404/$ref: refers to #/components/responses/",
        ),
    ],
)
def test_unsupported_content_is_an_error_with_the_location(
    tmp_path: Path, where: tuple[str, ...], value: Json, problem: str
) -> None:
    document: dict[str, Json] = bookshop()
    place: Json = document
    for step in where[:-1]:
        assert isinstance(place, dict)
        place = place[step]
    assert isinstance(place, dict)
    place[where[-1]] = value
    folder = write(tmp_path, document)
    if not problem:  # an unknown extension
        problems = Problems()
        withOpenApi(loadContract(folder), problems)
        problems.check()
        return
    for lenient in (False, True):
        found = complaint(loadContract(folder), lenient=lenient)
        assert found.startswith("shop/openapi.json#/")
        assert problem in found


@given(st.lists(st.from_regex("[a-z][a-z0-9]{0,5}", fullmatch=True), min_size=1))
def test_method_names_become_snake_case_from_any_naming_style(words: list[str]) -> None:
    expected = "_".join(words)
    camel = words[0] + "".join(word.capitalize() for word in words[1:])
    assert snakeCase(expected) == snakeCase("-".join(words)) == expected
    assert snakeCase(camel).replace("_", "") == expected.replace("_", "")
    assert snakeCase(snakeCase(camel)) == snakeCase(camel)
