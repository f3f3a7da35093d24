"""`Code` strings: values become part of compiled code only if they are quoted or checked."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed.compiler import ContractError, formatting
from tc_typed.compiler.code import Code, callOf, code, identifier, joined, literal, literals, pathOf
from tc_typed.compiler.contract.load import Json
from tc_typed.compiler.formatting import renderCode
from tc_typed.compiler.models.docstrings import docstring, notice

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=10,
)

TEXTS = (
    st.text(alphabet=st.sampled_from([*"ab\\\"'` .\n\r\t\0\x1b\u2028\u202e\ud800é"])) | st.text()
)

UNQUOTED: Mapping[str, dict[str, object]] = {
    "common/__init__": {"source": '"', "names": ("x",)},
    "common/bindings": {"source": '"'},
    "common/fakes": {"clients": {"x": code("y")}, "package": "x"},
    "client": {"service": "x", "client": "x", "docstring": "x", "package": "x"},
    "events": {"service": "x", "client": "x", "docstring": "x"},
    "fakes": {"service": "x", "client": "x"},
    "operations": {"service": "x", "source": '"'},
    "package": {"service": "x", "client": "x", "common": ("x",)},
    "root": {"public": {"x": (code("y"), code("z"))}, "package": "x"},
    "taskcluster": {"services": {"x": (code("y"), code("z"))}},
}


@given(JSON)
def test_a_literal_evaluates_to_the_value(value: Json) -> None:
    assert ast.literal_eval(literal(value)) == value


@given(st.lists(st.text()))
def test_strings_in_a_tuple_and_a_call_evaluate_to_themselves(values: list[str]) -> None:
    assert ast.literal_eval(literals(values)) == tuple(values)
    [statement] = ast.parse(callOf(code("f"), values)).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    assert [ast.literal_eval(it) for it in statement.value.args] == values


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, [math.nan]])
def test_numbers_that_json_cannot_contain_have_no_literal(value: Json) -> None:
    with pytest.raises(ValueError, match="JSON has no number"):
        literal(value)


@given(st.text())
def test_a_checked_identifier_is_a_name(name: str) -> None:
    try:
        checked = identifier(name, "here")
    except ContractError:
        return
    [statement] = ast.parse(checked).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Name)
    assert statement.value.id == name


@pytest.mark.parametrize("name", ["class", "ﬁx", "été", "a b", "", "1a", "a.b", "None"])
def test_invalid_names_are_rejected(name: str) -> None:
    with pytest.raises(ContractError, match="is not a valid Python name"):
        identifier(name, "here")


@pytest.mark.parametrize("text", ["..", "a/../b", "/a", "a//b", "a b", "a\n", "é", "", '"'])
def test_invalid_paths_are_rejected(text: str) -> None:
    with pytest.raises(ContractError):
        pathOf(text, "here")


@given(text=TEXTS, sections=st.lists(TEXTS, max_size=2), summary=st.booleans())
def test_any_text_can_be_a_docstring(text: str, sections: list[str], *, summary: bool) -> None:
    literal = docstring(text, indent=4, summary=summary, sections=sections)
    value = ast.literal_eval(literal)
    assert isinstance(value, str)
    assert value.replace("\n", "").isprintable()
    assert literal.encode()


def noImports(*_: object) -> Code:
    return code("")


FACTS: dict[str, object] = {
    **dict.fromkeys(
        ("methods", "models", "exchanges", "classes", "keys", "lazy", "credentials"), ()
    ),
    **dict.fromkeys(("common", "names", "exported"), ()),
    **dict.fromkeys(("package", "client", "docstring", "folder", "service"), code("x")),
    "commonModule": code("x"),
    **dict.fromkeys(("isAsync", "payloadsOnly", "basePath"), False),
    "base": None,
    "clients": {code("x"): code("y")},
    "imports": noImports,
    "bindings": {"prefix": (code("x"), code("y"))},
    "public": {code("x"): (code("y"), code("z"))},
    "services": {code("x"): (code("y"), code("z"))},
    "source": "schemas",
    "prefix": "exchange/",
    "version": "v1",
}


def test_all_python_templates_are_tested() -> None:
    folder = Path(formatting.__file__).with_name("templates")
    suffix = ".py.jinja2"
    found = [it.relative_to(folder).as_posix() for it in folder.rglob(f"*{suffix}")]
    assert {path.removesuffix(suffix) for path in found} == UNQUOTED.keys()


@pytest.mark.parametrize(
    ("template", "fact"), [(name, fact) for name, facts in UNQUOTED.items() for fact in facts]
)
def test_a_template_rejects_values_that_are_not_code(template: str, fact: str) -> None:
    public = () if template == "package" else FACTS["public"]
    facts = FACTS | {"public": public}
    assert isinstance(renderCode(f"{template}.py.jinja2", facts), Code)
    with pytest.raises((TypeError, ContractError), match=r"must be Code|must be words"):
        renderCode(f"{template}.py.jinja2", facts | {fact: UNQUOTED[template][fact]})


def test_a_string_that_contains_code_is_rejected() -> None:
    # An f-string with code is a plain string, which type checkers also report.
    text = f"{code('a')}{code('b')}"
    with pytest.raises(TypeError, match="'ab' must be Code"):
        joined(", ", [text])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    with pytest.raises(TypeError, match="'ab' must be Code"):
        code("{}", text)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_notice_names_a_folder() -> None:
    assert notice("schemas/queue").startswith("Compiled from schemas/queue by")
    with pytest.raises(ContractError):
        notice('schemas/"""')
