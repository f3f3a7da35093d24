"""Rewriting of datamodel-code-generator's output."""

from __future__ import annotations

import ast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tc_typed.compiler.code import code, identifier
from tc_typed.compiler.contract.errors import UnexpectedCode
from tc_typed.compiler.models.docstrings import docstring
from tc_typed.compiler.models.rewrite import rewrite

PARTS = st.text(alphabet=st.sampled_from(list("ab .\n\\'\"`:")), max_size=60)


def rewritten(body: str, *names: str) -> str:
    """Rewrite a module, and return the result without the imports."""
    source = "from somewhere import Everything\n\n" + body
    order = [identifier(name, "test") for name in names]
    return rewrite(source, order, code('"""Doc."""'), {}).partition("\n\n\n")[2]


def field(annotation: str) -> str:
    """Rewrite the annotation of a field."""
    inline = (
        "Inline1 = TypeAliasType('Inline1', Annotated[str, Field(pattern='^\\\\d$')])\n"
        "Inline2 = TypeAliasType('Inline2', Annotated[list[Inline1], Field(max_length=2,"
        " json_schema_extra={'x-annotations': ['UniqueItems']})])\n"
    )
    source = f"{inline}class A(Request):\n    a: {annotation} = None\n"
    line = rewritten(source, "A").splitlines()[-1]
    return line.removeprefix("    a: ").removesuffix(" = None")


@pytest.mark.parametrize(
    ("generated", "wanted"),
    [
        ("str", "str"),
        ("Inline1", r'Annotated[str, Field(pattern=r"^\d$")]'),
        ("dict[str, Inline1]", r'dict[str, Annotated[str, Field(pattern=r"^\d$")]]'),
        (
            "Inline2 | None",
            (
                r'Annotated[list[Annotated[str, Field(pattern=r"^\d$")]], Field(max_length=2),'
                " UniqueItems] | None"
            ),
        ),
        ("Annotated[int | None, Field(ge=1)]", "Annotated[int, Field(ge=1)] | None"),
        (
            (
                "Annotated[str | None, Field(json_schema_extra={'x-annotations':"
                " ['Field(repr=False)']}, max_length=3)]"
            ),
            "Annotated[Annotated[str, Field(max_length=3)] | None, Field(repr=False)]",
        ),
        (
            "Annotated[Annotated[int, Field(ge=1)], Field(le=3)]",
            "Annotated[int, Field(ge=1, le=3)]",
        ),
    ],
)
def test_annotations_are_rewritten(generated: str, wanted: str) -> None:
    assert field(generated) == wanted


def test_settings_that_the_base_class_has_are_removed() -> None:
    source = (
        "class A(Request):\n"
        "    model_config = ConfigDict(\n"
        "        extra='allow', use_attribute_docstrings=True,\n"
        "        json_schema_extra={'x-constraints': ['MinProperties(1)']},\n"
        "    )\n"
        "    a: int\n"
    )
    assert rewritten(source, "A").replace('"', "'").split("\n", 1)[1] == (
        "class A(Request, extra='allow'):\n"
        "    _constraints: ClassVar[tuple[Constraint, ...]] = (MinProperties(1),)\n"
        "    a: int\n"
    )


def test_aliases_and_classes_have_the_requested_order() -> None:
    source = "class A(Request):\n    pass\n\nB = TypeAliasType('B', A | str)\n'''About B.'''\n"
    wanted = '\nB: TypeAlias = A | str\n"""About B."""\n\n\nclass A(Request):\n    pass\n'
    assert rewritten(source, "B", "A").strip() == wanted.strip()


def test_only_used_names_are_imported() -> None:
    source = "class A(Response):\n    a: list[Timestamp]\n"
    made = rewrite(source, [code("A")], code('"""Doc."""'), {})
    assert "from tc_typed.core.models.fields import Timestamp\n" in made
    assert "from tc_typed.core.models.base import Response\n" in made
    assert "typing" not in made


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("class B(Request):\n    pass\n", "no definition of A"),
        ("class A(Request):\n    def a(self): ...\n", "unknown statement in class A"),
        ("class A(Request):\n    model_config = ConfigDict(frozen=True)\n", "setting frozen"),
        (
            "class A(Request):\n    a: Annotated[int, Field(json_schema_extra={'b': 1})]\n",
            "is not a list of x-annotations",
        ),
    ],
)
def test_unknown_code_is_an_error(body: str, message: str) -> None:
    with pytest.raises(UnexpectedCode, match=message):
        rewritten(body, "A")


@example(text="\n\n\n\nb", sections=[], summary=False)
@given(text=PARTS, sections=st.lists(PARTS, max_size=2), summary=st.booleans())
def test_docstrings_are_valid_literals_for_any_text(
    text: str, sections: list[str], *, summary: bool
) -> None:
    text = f"A{text}"  # texts are never empty
    literal = docstring(text, indent=4, summary=summary, sections=sections)
    value = ast.literal_eval(literal)
    assert isinstance(value, str)
    words = " ".join([text, *sections]).replace('"""', "'''").split()
    assert value.split() == words


@pytest.mark.parametrize("length", range(80, 260, 7))
@pytest.mark.parametrize("indent", [0, 4, 8])
def test_docstrings_are_wrapped_without_losing_text(length: int, indent: int) -> None:
    text = ("Some words. With `ticks` and more of them, and so on without an end " * 4)[:length]
    literal = docstring(text, indent=indent)
    lines = (" " * indent + literal).splitlines()
    assert max(map(len, lines)) <= 100
    assert " ".join(literal.strip('"').split()) == " ".join(text.split())


def test_a_docstring_can_contain_backslashes_and_quotes() -> None:
    assert docstring(r"Up to \d.", indent=4) == r'r"""Up to \d."""'
    literal = docstring('Ends in """quotes"""', indent=0)
    assert literal == "\"\"\"Ends in '''quotes'''\"\"\""


def test_the_first_sentence_becomes_the_summary() -> None:
    text = "Short summary. " + "Then much more of it. " * 5
    assert docstring(text, indent=4, summary=True).splitlines()[:2] == ['"""Short summary.', ""]
