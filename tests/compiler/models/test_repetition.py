"""Fields do not repeat the docstrings of their types, and responses do not mention defaults."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from tests.compiler.contracts import Models, both, record, schema, write
from tests.sources import PACKAGE, PROJECT

from tc_typed.compiler import ContractError, compileContract
from tc_typed.compiler.contract.load import Json, contractOf, readFiles

SCHEMAS = PROJECT / "schemas"
MODULES = sorted(PACKAGE.rglob("models.py"))
STATE: dict[str, Json] = {"title": "State", "type": "string", "enum": ["new", "old"]}

LINK: dict[str, Json] = {"$ref": "#/definitions/state"}
TEXT: dict[str, Json] = {"description": "The position."}


def docstrings(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
    """Yield definitions, each with its docstring on one line."""
    for statement, after in pairwise([*body, ast.Pass()]):
        match statement, after:
            case ast.ClassDef(), _:
                yield statement, " ".join((ast.get_docstring(statement) or "").split())
            case ast.AnnAssign(), ast.Expr(value=ast.Constant(value=str(text))):
                yield statement, " ".join(text.split())
            case ast.AnnAssign(), _:
                yield statement, ""
            case _:
                pass


@dataclass(frozen=True)
class Field:
    """A field of a compiled class."""

    owner: ast.ClassDef
    name: str
    uses: frozenset[str]
    """Names in the annotation."""
    text: str

    def __str__(self) -> str:
        return f"{self.owner.name}.{self.name}: {self.text}"


def definitions(source: str) -> Mapping[str, str]:
    """Return the classes and aliases of a module, with their docstrings."""
    found: dict[str, str] = {}
    for statement, text in docstrings(ast.parse(source).body):
        match statement:
            case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(name)):
                found[name] = text
            case _:
                pass
    return found


def fields(source: str) -> Iterator[Field]:
    """Yield the fields of a module's classes."""
    for owner in ast.parse(source).body:
        for statement, text in docstrings(owner.body if isinstance(owner, ast.ClassDef) else []):
            assert isinstance(owner, ast.ClassDef)
            match statement:
                case ast.AnnAssign(target=ast.Name(name)) if not name.startswith("_"):
                    nodes = ast.walk(statement.annotation)
                    uses = frozenset(it.id for it in nodes if isinstance(it, ast.Name))
                    yield Field(owner, name, uses, text)
                case _:
                    pass


def isResponse(owner: ast.ClassDef) -> bool:
    return [ast.unparse(base) for base in owner.bases] == ["Response"]


def repetitions(source: str) -> list[str]:
    known = definitions(source)
    return [
        f"{it} ({name})"
        for it in fields(source)
        for name in it.uses & known.keys()
        if known[name] and it.text.startswith(known[name])
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.parent.name)
def test_no_compiled_docstring_is_repeated(path: Path) -> None:
    source = path.read_text()
    assert repetitions(source) == []
    assert [name for name, text in definitions(source).items() if not text] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.parent.name)
def test_responses_do_not_mention_defaults(path: Path) -> None:
    received = [it for it in fields(path.read_text()) if isResponse(it.owner)]
    assert [str(it) for it in received if re.search(r"\bdefaults?\b", it.text, re.IGNORECASE)] == []


def test_only_the_request_mentions_a_default(tmp_path: Path) -> None:
    models = both(tmp_path, {"it": {"type": "string", "description": "It.", "default": "x"}})
    texts = {it.owner.name: it.text for it in fields(models.source)}
    assert texts == {"Thing": "It. Defaults to `x`.", "ThingResponse": "It."}


def holder(it: Json, **definitions: Json) -> dict[str, Json]:
    return schema("holder", "Holder", properties={"it": it}, definitions=definitions)


REPEATED: Mapping[str, dict[str, Json]] = {
    "inline": holder({**STATE, **TEXT}),
    "of a class": holder({**record("State", of=STATE), **TEXT}),
    "of a reference": holder(LINK, state={**STATE, **TEXT}),
    "of items": holder(
        {"type": "array", "items": LINK, "description": "The position. Or more."},
        state={**STATE, **TEXT},
    ),
}


@pytest.mark.parametrize("files", REPEATED.values(), ids=REPEATED)
def test_a_repeated_description_is_an_error(files: dict[str, Json], tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="/properties/it: repeats the description of State: "):
        Models(write(tmp_path, files))


@pytest.mark.parametrize(
    ("files", "alias"),
    [
        (holder({**STATE, **TEXT, "x-type-description": "States."}), "States."),
        (holder({**LINK, **TEXT}, state={**STATE, "description": "States."}), "States."),
        (holder({**LINK, **TEXT}, state=STATE), ""),
    ],
)
def test_a_field_and_its_alias_can_have_different_descriptions(
    files: dict[str, Json], alias: str, tmp_path: Path
) -> None:
    source = Models(write(tmp_path, files)).source
    assert definitions(source)["State"] == alias
    assert [it.text for it in fields(source)] == ["The position."]


@pytest.mark.parametrize("kind", REPEATED)
def test_in_lenient_mode_an_alias_loses_a_repeated_description(kind: str, tmp_path: Path) -> None:
    models = Models(write(tmp_path, REPEATED[kind]), lenient=True)
    isClass = kind == "of a class"
    assert definitions(models.source)["State"] == ("The position." if isClass else "")
    assert "The position." in [it.text[:13] for it in fields(models.source)]


def withoutTextsOfReferences(value: Json) -> Json:
    if isinstance(value, Mapping):
        kept = {"$ref": value["$ref"]} if isinstance(value.get("$ref"), str) else value
        return {key: withoutTextsOfReferences(member) for key, member in kept.items()}
    return [*map(withoutTextsOfReferences, value)] if isinstance(value, list) else value


def test_openapi_documents_can_repeat_descriptions() -> None:
    files = readFiles(SCHEMAS / "flamenco")
    bare = {path: withoutTextsOfReferences(value) for path, value in files.items()}
    made = compileContract(contractOf(bare), "acme")
    [source] = [text for path, text in made.items() if path.endswith("models.py")]
    assert definitions(source)["WorkerStatus"] == ""
    assert "Only an `awake` worker gets tasks." in source
