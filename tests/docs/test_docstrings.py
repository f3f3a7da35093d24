"""docs/docstrings.py completes docstrings; tested on a sample package."""

from __future__ import annotations

from pathlib import Path

import griffe

EXTENSION = Path(__file__).resolve().parents[2] / "docs" / "docstrings.py"
SOURCE = '''
from typing import Annotated, ClassVar, TypeAlias
from pydantic import Field
from tc_typed.core.models.base import Request
from tc_typed.core.models.fields import Tagged, UniqueItems

class Thing(Request):
    """A thing."""

    names: Annotated[
        list[Annotated[str, Field(pattern=r"^\\d`$")]], Field(max_length=3), UniqueItems
    ]
    """Its names."""
    size: int | None = None
    """Its size."""
    token: Annotated[str, Field(repr=False)]
    """Opens it."""
    old: Annotated[str | None, Field(json_schema_extra={"deprecated": True})] = None
    """Its old name. Deprecated: use `names`."""
    from_: Annotated[str, Field(validation_alias="from", serialization_alias="from")]
    """Its source."""

class Plain:
    """Not a model."""

    names: Annotated[list[str], Field(max_length=3)]
    """Its names."""

Things: TypeAlias = Annotated[Thing | Plain, Tagged("kind")]
"""Either."""

class Events:
    """Messages."""

    done: ClassVar[list[str]] = []
    """Done.

    Sent when it is.

    Exchange: `exchange/done`.
    """

class Client:
    """Calls."""

    def call(self) -> None:
        """Call.

        Returns:
            Nothing.

        API: `GET /call`, stable. Scopes: `a` and
        `b`.
        """

    def formerCall(self) -> None:
        """Call.

        Call as before. Deprecated: use `call`, which
        is better.

        Returns:
            Nothing.

        API: `GET /call`, deprecated. Scopes: none.
        """

    def newCall(self) -> None:
        """Call.

        API: `GET /a,b`, experimental. Scopes: none.
        """
'''


def load() -> griffe.Module:
    extensions = griffe.load_extensions(str(EXTENSION))
    model = (
        "from pydantic import BaseModel\nclass Model(BaseModel): ...\nclass Request(Model): ...\n"
    )
    modules = {
        "__init__.py": "",
        "core/__init__.py": "",
        "core/models/__init__.py": "",
        "core/models/base.py": model,
        "it.py": SOURCE,
    }
    with griffe.temporary_visited_package(
        "tc_typed", modules, init=False, extensions=extensions, resolve_aliases=True
    ) as package:
        module = package["it"]
        assert isinstance(module, griffe.Module)
        return module


def text(module: griffe.Module, name: str) -> str:
    docstring = module[name].docstring
    assert docstring is not None
    return str(docstring.value)


def test_required_fields_are_labelled() -> None:
    module = load()
    assert module["Thing.names"].labels == {"required"}
    assert module["Thing.size"].labels == set()


def test_fields_have_their_constraints() -> None:
    module = load()
    rules = r"Rules: `max_length` `3`, `UniqueItems`, `pattern` `` ^\d`$ ``."
    assert text(module, "Thing.names") == f"Its names.\n\n{rules}"
    assert text(module, "Thing.size") == "Its size."
    assert "secret" in text(module, "Thing.token")
    assert text(module, "Thing.from_").endswith("Rules: `from` on the wire.")


def test_aliases_name_the_field_that_distinguishes_members() -> None:
    assert text(load(), "Things") == "Either.\n\nRules: distinguished by `kind`."


def test_other_classes_are_unchanged() -> None:
    assert text(load(), "Plain.names") == "Its names."


def test_exchange_name_becomes_a_section() -> None:
    done = load()["Events.done"]
    docstring = done.docstring
    assert docstring is not None
    # Otherwise the heading, and with it the search, would contain more than the name.
    assert (done.value, done.labels) == (None, set())
    first, last = docstring.parse("google")
    assert first.value == "Done.\n\nSent when it is."
    assert last.kind is griffe.DocstringSectionKind.admonition
    assert (last.title, last.value.contents) == ("Exchange", "`exchange/done`.")


def test_route_and_scopes_become_a_section() -> None:
    docstring = load()["Client.call"].docstring
    assert docstring is not None
    last = docstring.parse("google")[-1]
    assert last.kind is griffe.DocstringSectionKind.admonition
    assert last.title == "API"
    assert last.value.contents == "`GET /call`, stable. Scopes: `a` and\n`b`."


def test_deprecated_methods_have_a_label_and_advice() -> None:
    method = load()["Client.formerCall"]
    assert method.labels == {"deprecated"}
    text, advice, _, last = method.docstring.parse("google")
    assert text.value == "Call.\n\nCall as before."
    assert (advice.title, advice.value.contents) == (
        "Deprecated",
        "Use `call`, which\nis better.",
    )
    assert last.title == "API"


def test_deprecated_fields_have_a_label() -> None:
    module = load()
    assert module["Thing.old"].labels == {"deprecated"}
    assert text(module, "Thing.old") == "Its old name. Deprecated: use `names`."


def test_only_experimental_methods_are_labelled_so() -> None:
    module = load()
    assert module["Client.newCall"].labels == {"experimental"}
    assert module["Client.call"].labels == set()
