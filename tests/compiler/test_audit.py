"""Audit of compiled modules, which rejects code that the compiler never writes."""

from __future__ import annotations

import pytest
from tests.compiler.contracts import PROJECT, api, entry
from tests.compiler.hostile import contracts

from tc_typed.compiler import ContractError, compileContract, compiledFiles
from tc_typed.compiler.audit import audit
from tc_typed.compiler.contract.errors import UnexpectedCode
from tc_typed.compiler.contract.load import contractOf
from tc_typed.compiler.sync_form import SYNC_FORMS

OWN = PROJECT / "src" / "tc_typed"
FILES = compileContract(contractOf(contracts()["references"]), "acme", lenient=True)

STATEMENTS = [
    "boom()",
    "import os",
    "from os import system",
    "from . import models",
    "from tc_typed.queue import *",
    "x = exec",
    "x: 'boom()'",
    "x: list['boom()']",
    "x: dict[str, 'boom()']",
    "x: int | 'boom()'",
    "class A:\n    x: 'boom()'",
    "from tc_typed import import_module as Field",
    "from tc_typed.compiler.formatting import subprocess",
    "x = (lambda: 1)",
    "x = [y for y in ()]",
    "x = 1 + 1",
    "x = ().__class__",
    "x: int = eval('1')",
    "x = Field(default_factory=boom())",
    "x = Field.__init__",
    "x = getattr(Field, 'x')('y')",
    "x = (y := 1)",
    "del x",
    "assert boom",
    "global x",
    "with boom: pass",
    "while True: pass",
    "try: pass\nexcept Exception: pass",
    "class A(metaclass=B): pass",
    "@boom\nclass A: pass",
    "@boom\ndef f(): pass",
    "def f(x=boom()): pass",
    "async def f(): await boom()",
    "type(x)",
    "print",
]


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_code_that_the_compiler_never_writes_is_rejected(path: str, statement: str) -> None:
    source = FILES[path]
    audit({path: source}, "acme")
    with pytest.raises(UnexpectedCode) as caught:
        audit({path: f"{source}\n{statement}\n"}, "acme")
    where, _, problem = str(caught.value).partition(": ")
    assert where.startswith(f"{path}, line ")
    assert int(where.rpartition(" ")[2]) > len(source.splitlines())
    assert problem.startswith(("has a ", "calls ", "uses ", "imports from "))
    assert isinstance(caught.value, ContractError)


@pytest.mark.parametrize("path", ["../x.py", "a/b/models.py", "setup.py", "queue/x.py", "x.pth"])
def test_an_unknown_module_is_rejected(path: str) -> None:
    with pytest.raises(UnexpectedCode, match="is not a module that the compiler writes"):
        audit({path: ""}, "acme")


@pytest.mark.parametrize("source", ["(", "\0", "x = '", "é = )"])
def test_invalid_python_is_rejected(source: str) -> None:
    with pytest.raises(UnexpectedCode, match="is not valid Python"):
        audit({"queue/models.py": source}, "acme")


def test_all_compiled_modules_pass() -> None:
    derived = {path for _, path in SYNC_FORMS}
    compiled = {path: it for path, it in compiledFiles(OWN).items() if path not in derived}
    audit(compiled, "tc_typed")
    audit(compiledFiles(OWN / "legacy"), "tc_typed.legacy")


def test_generated_models_are_audited_before_files_are_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def hostile(*_: object) -> str:
        return "boom()"

    monkeypatch.setattr("tc_typed.compiler.modelsSource", hostile)
    with pytest.raises(UnexpectedCode, match=r"tiny/models.py, line 1: calls boom"):
        compileContract(contractOf({"api.json": api(entry("get"))}), "acme", lenient=True)
