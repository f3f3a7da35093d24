"""Plays a page of the documentation: runs all of its code blocks, from the top to the bottom.

- Blocks of Python run in one namespace; blocks with a caption, such as `title="taskcluster"`, share
  one of their own. Each function that they define must be called, by a block or by the page's
  module.
- Lines of `console` blocks that begin with `$ ` are commands. They run in one shell, as do `sh`
  blocks. If a block shows the output of a command, it must be right; only then may it fail.
- A block whose title is a file name, such as `title="worker.py"`, becomes a file in the page's
  folder, and a later block must use it.
- A block of the language `text` shows the output of the blocks before it.

In outputs, `…` stands for any text, and what varies, such as ids, times and ports, doesn't have to
be the same.

A module with the path of a page, such as `tests/pages/howto/calls.py`, plays it in its own way:
its function `play(player)` prepares what the blocks need, calls `player.play()`, and calls the
functions that the blocks define. Commands in `player.servers` run in terminals of their own.

The blocks run with the variables of a local Taskcluster and its root client, in a temporary folder
with links to the project's folders that pages refer to.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import io
import logging
import re
import sys
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from typing import Self

import pytest
from tests.pages.blocks import Block, blocksOf
from tests.pages.terminal import Lasting, Terminal
from tests.sources import PROJECT

from tc_typed import Taskcluster
from tc_typed.core.sync import ServiceClient
from tc_typed.testing import LocalTaskcluster

PAGES = PROJECT / "docs" / "pages"
DEMO = PROJECT / "scripts" / "demo"
LINKED = ("examples", "schemas")
"""Folders of the project that pages refer to."""
PROGRAMS = {
    "scripts/demo": "python examples/create_task.py",
    "scripts/demo --keep": "python examples/local_taskcluster.py",
}
"""Scripts, and the programs that they run after they have made a virtual environment."""
NOT_RUN = {
    "scripts/test": "it would run this test again",
    "scripts/docs": "CI runs it, after the tests",
}
"""Commands that are only checked to exist, and the reason."""
PREPARING = ("python3 -m venv ", "cd ~/")
"""Beginnings of commands that make the reader's environment and folder; tests have their own."""

_ENTERED = "__entered__"
_VARYING = [
    (re.compile(r"(?<![\w-])[A-Za-z0-9_-]{22}(?![\w-])"), "<id>"),
    (re.compile(r"(?<![\w-])[A-Za-z0-9_-]{44}(?![\w-])"), "<token>"),
    (re.compile(r"(?<=\bkill )\d+"), "<process>"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|\+00:00)"), "<time>"),
    (re.compile(r"(?<=after )\d:\d\d:\d\d|(?<= in )\d+\.\d\ds"), "<duration>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:<port>"),
]


class PagePlayer:
    """One page and the state of its blocks."""

    def __init__(self, page: Path, folder: Path) -> None:
        """Read a page.

        Args:
            page: Its Markdown file.
            folder: Temporary folder, in which its blocks run.
        """
        self.name = page.as_posix().removeprefix(f"{PROJECT}/")
        self.folder = folder
        self.blocks = blocksOf(page.read_text(encoding="utf-8"))
        self.namespace: dict[str, object] = {}
        """Names that blocks without a caption have defined."""
        self.handlers: dict[str, Callable[[str], object]] = {}
        """Functions for blocks in other languages, which get the text of the block."""
        self.local = LocalTaskcluster()
        """The local Taskcluster that the blocks call."""
        self.servers: Collection[str] = ()
        """Commands that don't end by themselves."""
        self.lasting: dict[str, Lasting] = {}
        """Programs that run in terminals of their own until the end of the page, by command."""
        self.output = ""
        """Output since the last block of text."""
        self._namespaces: dict[str | None, dict[str, object]] = {None: self.namespace}
        self._defined: dict[int, str] = {}  # Functions by their lines.
        self._entered: set[int] = set()
        self._resources = ExitStack()

    def __enter__(self) -> Self:
        """Start the local Taskcluster and the shell."""
        with ExitStack() as resources:
            patch = resources.enter_context(pytest.MonkeyPatch.context())
            resources.enter_context(restoredLogging())
            resources.enter_context(self.local)
            for folder in LINKED:
                (self.folder / folder).symlink_to(PROJECT / folder)
            environment = self.local.environment()
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.chdir(self.folder)
            patch.setattr("sys.path", [str(self.folder), *sys.path])
            self.terminal = resources.enter_context(Terminal(self.folder, environment))
            self._resources = resources.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """End them, after the clients that the blocks have left open."""
        for namespace in self._namespaces.values():
            for value in namespace.values():
                if isinstance(value, ServiceClient | Taskcluster):
                    value.close()
        self._resources.close()

    def play(self) -> None:
        """Run all blocks.

        Raises:
            AssertionError: if the output of a block is not the one that the page shows, or a block
                can't be run.
        """
        for block in self.blocks:
            try:
                self._play(block)
            except Exception as error:
                error.add_note(f"in the block at {self.name}:{block.line}")
                raise

    def call(self, function: str, *args: object, caption: str | None = None) -> object:
        """Call a function that a block has defined; await its result if it is a coroutine.

        Args:
            function: Name of the function.
            *args: Its arguments.
            caption: Caption of the block.
        """
        with redirect_stdout(io.StringIO()) as printed:
            result = self._called(function, args, caption)
            if inspect.iscoroutine(result):
                result = asyncio.run(result)
        self.output += printed.getvalue()
        return result

    def runConsole(self, text: str) -> None:
        """Run the commands of a `console` block, and check the output that it shows."""
        for command, shown in commandsIn(text):
            self._runCommand(command, shown)

    async def callAsync(self, function: str, *args: object) -> object:
        """Call a coroutine function that a block has defined, in an event loop of the caller."""
        with redirect_stdout(io.StringIO()) as printed:
            result = self._called(function, args, None)
            assert inspect.iscoroutine(result)
            returned = await result
        self.output += printed.getvalue()
        return returned

    def check(self) -> None:
        """Check that each function has been called and each file has been used."""
        never = [name for line, name in self._defined.items() if line not in self._entered]
        assert not never, f"{self.name} never calls {', '.join(never)}"
        for index, block in enumerate(self.blocks):
            if (name := block.fileName) is not None:
                stem = name.partition(".")[0] or name
                later = [it.text for it in self.blocks[index + 1 :]]
                used = any(stem in text for text in later) or stem in ("conftest", "pyproject")
                used |= stem.startswith("test_") and any("pytest" in text for text in later)
                assert used, f"no block of {self.name} uses {name}"

    def _called(self, function: str, args: tuple[object, ...], caption: str | None) -> object:
        called = self._namespaces[caption][function]
        assert callable(called)
        return called(*args)

    def _play(self, block: Block) -> None:
        if (name := block.fileName) is not None:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(block.text, encoding="utf-8")
            return
        match block.language:
            case language if language in self.handlers:
                self.handlers[language](block.text)
            case "python":
                self._runPython(block)
            case "console":
                self.runConsole(block.text)
            case "sh":
                self._runCommand(block.text, None)
            case "text":
                assertOutput(self.output, block.text)
                self.output = ""
            case language:
                raise AssertionError(f"no test runs {language}")

    def _runPython(self, block: Block) -> None:
        namespace = self._namespaces.setdefault(block.title, {})
        namespace |= {"__name__": "page", _ENTERED: self._entered.add}
        tree = ast.increment_lineno(ast.parse(block.text), block.line)
        for function in functionsIn(tree):
            self._defined[function.lineno] = function.name
            function.body.insert(_start(function), _entering(function))
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        ast.fix_missing_locations(tree)
        code = compile(tree, self.name, "exec", flags, dont_inherit=True)
        with redirect_stdout(io.StringIO()) as printed:
            result = eval(code, namespace)
            if inspect.iscoroutine(result):  # As in Jupyter, which allows `await` in a cell.
                asyncio.run(result)
        self.output += printed.getvalue()

    def _runCommand(self, command: str, shown: str | None) -> None:
        if command.startswith(PREPARING):
            return
        command = re.sub(r" +#.*", "", command)  # A comment explains it to the reader.
        program = command.split(maxsplit=1)[0]
        if program in NOT_RUN:
            assert (PROJECT / program).is_file(), program
            return
        if program in PROGRAMS:
            assert PROGRAMS[command] in DEMO.read_text(encoding="utf-8")
            command = PROGRAMS[command]
        if command in self.servers:
            ready = self.terminal.lasting(command, lambda it: shown is None or isShown(it, shown))
            self.lasting[command] = self._resources.enter_context(ready)
            if shown is not None:
                assertOutput(self.lasting[command].start, shown)
            return
        output, status = self.terminal.run(command)
        self.output += output
        if shown is None:
            assert status == 0, f"`{command}` ended with status {status}:\n{output}"
        else:
            assertOutput(output, shown)
            self.output = ""


@contextmanager
def restoredLogging() -> Generator[None]:
    """Restore the levels and handlers of all loggers, which pages change, after the block."""
    root = logging.getLogger()
    before = {each: (each.level, [*each.handlers]) for each in (root, *loggers())}
    yield
    for each in (root, *loggers()):
        level, each.handlers = before.get(each, (logging.NOTSET, []))
        each.setLevel(level)


def loggers() -> list[logging.Logger]:
    found = [*logging.getLogger().manager.loggerDict.values()]
    return [each for each in found if isinstance(each, logging.Logger)]


def commandsIn(console: str) -> Iterator[tuple[str, str | None]]:
    """Yield each command of a `console` block, and its output if the block shows it."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        command, *rest = lines
        while rest and rest[0].startswith("> "):
            command += rest.pop(0)[2:]
        shown = "".join(rest)
        yield command.strip(), shown if shown.strip() else None


def assertOutput(printed: str, shown: str) -> None:
    """Check that a program printed what a page shows."""
    assert isShown(printed, shown), f"the page shows\n{shown}\nbut the output is\n{printed}"


def isShown(printed: str, shown: str) -> bool:
    """Return whether a page shows an output."""
    for pattern, name in _VARYING:
        printed, shown = pattern.sub(name, printed), pattern.sub(name, shown)
    expected = ".*".join(map(re.escape, shown.strip().split("…")))
    return re.fullmatch(expected, printed.strip(), re.DOTALL) is not None


def functionsIn(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the functions and methods of a block that do something."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not all(_isEmpty(statement) for statement in node.body)
    ]


def _isEmpty(statement: ast.stmt) -> bool:
    """Return whether a statement is a docstring or `...`."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _start(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the index of a function's first statement after its docstring."""
    return 0 if ast.get_docstring(function) is None else 1


def _entering(function: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.Expr:
    """Return a statement that notes that a function has been called."""
    call = ast.Call(ast.Name(_ENTERED, ast.Load()), [ast.Constant(function.lineno)], [])
    return ast.copy_location(ast.Expr(call), function)
