"""Sync modules derived from async ones: their behaviour, and --check."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
import runpy
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compiler.contracts import PROJECT, schema, write

from tc_typed.compiler import SyncFormError, derivedModules
from tc_typed.compiler.sync_form import SYNC_FORMS, SyncForm, syncForm

OWN = PROJECT / "src" / "tc_typed"
HEAD = '"""A module."""\n\nfrom __future__ import annotations\n'
PLAIN = SyncForm(names={})

forms = pytest.mark.parametrize(("source", "target"), SYNC_FORMS)


def tree(path: str) -> ast.Module:
    return ast.parse((OWN / path).read_text())


@forms
def test_a_derived_module_has_no_async_code(source: str, target: str) -> None:
    kinds = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    assert any(isinstance(node, kinds) for node in ast.walk(tree(source)))
    for node in ast.walk(tree(target)):
        assert not isinstance(node, kinds)
        assert not getattr(node, "is_async", 0)
    documentation = (ast.get_docstring(it) or "" for it in functions(tree(target)))
    assert not re.search(r"\b(async|await|asyncio)\b", "\n".join(documentation))


def functions(module: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes = ast.walk(module)
    return [it for it in nodes if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef)]


def signature(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    returns = "" if function.returns is None else ast.unparse(function.returns)
    return f"{function.name}({ast.unparse(function.args)}) -> {returns}"


@forms
def test_both_modules_have_the_same_functions(source: str, target: str) -> None:
    names = SYNC_FORMS[source, target].names

    def renamed(text: str) -> str:
        text = re.sub(r"Awaitable\[(\w+)\]", r"\1", text)
        return re.sub(r"\w+", lambda found: names.get(found[0], found[0]), text)

    wanted = [renamed(signature(it)) for it in functions(tree(source))]
    assert wanted
    assert [signature(it) for it in functions(tree(target))] == wanted


# Programs that are run in both forms

expressions = st.recursive(
    st.integers(0, 9).map(str) | st.just("x"),
    lambda inner: st.one_of(
        st.builds("await double({})".format, inner),
        st.builds("(await boxed({})).value".format, inner),
        st.builds("(await tools\n        .boxed({})).value".format, inner),
        st.builds("({} + {})".format, inner, inner),
        st.builds("sum([each async for each in below({})])".format, inner),
        st.builds("sum([await double(each) async for each in below({})])".format, inner),
    ),
    max_leaves=4,
)
statements = st.one_of(
    st.builds("x = {}".format, expressions),
    st.builds("async for each in below({}):\n        x += await double(each)".format, expressions),
    st.builds("async with doubled({}) as y:\n        x = y".format, expressions),
    st.builds("if await double(x) > {}:\n        x -= 1".format, expressions),
    st.builds("async def inner(y: int) -> int:\n        return {}\n    x = await inner(x)".format,
              expressions),
)  # fmt: skip


@dataclass
class Boxed:
    value: int


class AsyncTools:
    """Functions that the async programs call; most of them suspend."""

    @staticmethod
    async def double(x: int) -> int:
        await asyncio.sleep(0)
        return x * 2 % 1000

    @staticmethod
    async def boxed(x: int) -> Boxed:
        await asyncio.sleep(0)
        return Boxed(value=x)

    @staticmethod
    async def below(x: int) -> AsyncIterator[int]:
        for each in range(x % 5):
            await asyncio.sleep(0)
            yield each

    @staticmethod
    @asynccontextmanager
    async def doubled(x: int) -> AsyncGenerator[int]:
        yield x * 2 % 1000


class SyncTools:
    """Functions that the sync programs call."""

    @staticmethod
    def double(x: int) -> int:
        return x * 2 % 1000

    @staticmethod
    def boxed(x: int) -> Boxed:
        return Boxed(value=x)

    @staticmethod
    def below(x: int) -> Iterator[int]:
        yield from range(x % 5)

    @staticmethod
    @contextmanager
    def doubled(x: int) -> Generator[int]:
        yield x * 2 % 1000


def program(code: str, tools: type) -> Callable[[int], object]:
    names = {**vars(tools), "tools": tools}
    exec(compile(code, "program", "exec", dont_inherit=True), names)  # generated above
    main: Callable[[int], object] = names["main"]
    return main


@given(body=st.lists(statements, min_size=1, max_size=4), start=st.integers(0, 9))
def test_both_forms_return_the_same(body: list[str], start: int) -> None:
    lines = "".join(f"    {line}\n" for line in body)
    source = f"{HEAD}\nasync def main(x: int) -> int:\n{lines}    return x\n"
    work = program(source, AsyncTools)(start)
    assert inspect.iscoroutine(work)
    expected: object = asyncio.run(work)
    assert program(syncForm(source, "x", PLAIN), SyncTools)(start) == expected


words = st.sampled_from(["AsyncThing", "await ", "async with ", "`await x`", "thing", " ", "Other"])
texts = st.lists(words, max_size=6).map("".join)


@given(text=texts, key=texts)
def test_strings_that_are_not_documentation_are_not_changed(text: str, key: str) -> None:
    code = f"x = {{{key!r}: {text!r}}}\ny = f'''{text}'''\nz = "
    source = f"{HEAD}\n{code}AsyncThing({text!r})\n"
    made = syncForm(source, "x", SyncForm(names={"AsyncThing": "Thing"}))
    assert made.endswith(f"\n{code}Thing({text!r})\n")


def test_documentation_and_exports_have_the_sync_names() -> None:
    source = '''"""Things, for asyncio; see `await things()`. Callers await a result.

Example:
    ```python
    async with AsyncThing() as thing:
        async for each in thing:
            await each.go(await thing.next())
    ```
"""

from __future__ import annotations

__all__ = ["AsyncThing", "other"]

x = 1  # of AsyncThing, for asyncio
"""AsyncThingy is not AsyncThing."""
'''
    form = SyncForm(names={"AsyncThing": "Thing"}, texts={", for asyncio": ""})
    made = syncForm(source, "things/aio.py", form)
    assert (
        made
        == '''"""Things; see `things()`. Callers await a result.

Example:
    ```python
    with Thing() as thing:
        for each in thing:
            each.go(thing.next())
    ```

Derived from things/aio.py by scripts/compile.py; change that file, not this one.
"""

from __future__ import annotations

__all__ = ["Thing", "other"]

x = 1  # of Thing
"""AsyncThingy is not Thing."""
'''
    )


def test_a_runner_runs_awaitables() -> None:
    source = f"{HEAD}\nasync def f(x: Awaitable[int]) -> int:\n    return await (x or y)\n"
    made = syncForm(source, "x", SyncForm(names={}, runner="some.place.run"))
    assert "from some.place import run\n" in made
    assert made.endswith("def f(x: int) -> int:\n    return run((x or y))\n")


@pytest.mark.parametrize(
    "form", [SyncForm(names={"Missing": "x"}), SyncForm(names={}, texts={"is not there": ""})]
)
def test_unused_entries_of_a_table_are_errors(form: SyncForm) -> None:
    with pytest.raises(SyncFormError, match=r"things.py does not contain '(Missing|is not there)'"):
        syncForm(f'{HEAD}\nx = "Missing, is not there"\n', "things.py", form)


def test_the_command_checks_and_writes_derived_modules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "acme"
    package.mkdir()
    (package / "own_aio.py").write_text(f"{HEAD}\n\nasync def f() -> None:\n    await g()\n")
    schemas = write(tmp_path / "schemas", schema("payload", "Payload", properties={}))
    table = {("own_aio.py", "own.py"): PLAIN}
    main: Callable[[], int] = runpy.run_path(str(PROJECT / "scripts" / "compile.py"))["main"]
    names = main.__globals__
    names["_TC_TYPED"] = package
    names["derivedModules"] = partial(derivedModules, forms=table)

    def run(*options: str) -> list[str]:
        arguments = ["compile.py", "--schemas", str(schemas), "--output", str(package), *options]
        monkeypatch.setattr(sys, "argv", arguments)
        status = main()
        lines = capsys.readouterr().out.splitlines()
        assert status == (any(": " in line for line in lines) and "--check" in options)
        return lines

    derived = package / "own.py"
    assert "own.py: missing" in run("--check")
    run()
    run("--check")
    written = derived.read_text()
    assert written.endswith("def f() -> None:\n    g()\n")

    derived.write_text(written.replace("g()", "h()"))
    assert run("--check") == ["own.py: line 10 differs: 'h()' should be 'g()'"]
    run()
    assert derived.read_text() == written

    del table["own_aio.py", "own.py"]
    assert run("--check") == ["own.py: stale: no longer compiled from the contract"]
    run()
    assert not derived.exists()
    assert (package / "own_aio.py").exists()


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("async def pause():\n    await asyncio.sleep(1)\n", "asyncio"),
        ("def later(work: Awaitable) -> None: ...\n", "Awaitable"),
        ("class Held:\n    async def __aenter__(self): ...\n", "__aenter__"),
        ("async def first(items):\n    return await anext(items)\n", "anext"),
    ],
)
def test_async_only_code_is_an_error(body: str, what: str) -> None:
    with pytest.raises(SyncFormError, match=f"^here.py uses {what}, but its SyncForm"):
        syncForm(f"{HEAD}\n{body}", "here.py", PLAIN)


def test_an_invalid_module_is_an_error() -> None:
    with pytest.raises(SyncFormError, match=r"^here.py: "):
        syncForm(f"{HEAD}\nasync def :\n", "here.py", PLAIN)
