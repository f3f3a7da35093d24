"""Limits on complexity and length of hand-written functions.

Complexity is McCabe's, as computed by radon: 1, plus 1 for each branch, loop, exception handler,
comprehension and boolean operator. Inner functions are counted separately.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from radon.complexity import add_inner_blocks, cc_visit
from radon.visitors import Function
from tests.sources import handWrittenSources

MOST_COMPLEX = 15
"""Maximum complexity of a function."""
COMPLEX = 10
"""Complexity that at most `FEW` functions exceed."""
FEW = 10
LONGEST = 50
"""Maximum number of lines of a function, without its docstring."""

SAMPLE = '''
class Outer:
    """Holds others."""

    class Inner:
        def method(self, value: int) -> int:
            """Do it.

            At length.
            """
            for digit in str(value):
                if digit == "0" or digit == "1":
                    return value
            return 0

    async def twin(self) -> None: ...


def plain() -> list[int]:
    def closure() -> int:
        return 1 if plain else 2
    return [closure() for _ in "ab"]
'''


@dataclass(frozen=True)
class Measured:
    """A function with its complexity or length."""

    figure: int
    name: str
    line: int


def complexities(text: str) -> Iterator[Measured]:
    """Yield the complexity of each function and method of a source file."""
    for block in add_inner_blocks(cc_visit(text)):
        if isinstance(block, Function):
            yield Measured(block.complexity, block.fullname, block.lineno)


def lengths(text: str) -> Iterator[Measured]:
    """Yield the number of lines of each function and method, without its docstring."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            hasDocstring = ast.get_docstring(node, clean=False) is not None
            lines = linesOf(node) - (linesOf(node.body[0]) if hasDocstring else 0)
            yield Measured(lines, node.name, node.lineno)


def linesOf(node: ast.stmt) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def offenders(measure: Callable[[str], Iterator[Measured]], limit: int) -> list[str]:
    """Return hand-written functions that exceed a limit, with their figures, worst first."""
    found = [
        (function, source.name)
        for source in handWrittenSources()
        for function in measure(source.text)
        if function.figure > limit
    ]
    found.sort(key=lambda pair: (-pair[0].figure, pair[1], pair[0].line))
    return [f"{it.figure} {it.name} ({path}:{it.line})" for it, path in found]


def test_no_function_is_very_complex() -> None:
    found = offenders(complexities, MOST_COMPLEX)
    assert not found, "\n".join(found)


def test_few_functions_are_complex() -> None:
    found = offenders(complexities, COMPLEX)
    assert len(found) <= FEW, "\n".join(found)


def test_no_function_is_long() -> None:
    found = offenders(lengths, LONGEST)
    assert not found, "\n".join(found)


# The measurements themselves


def test_each_function_is_measured() -> None:
    assert {it.name: it.figure for it in complexities(SAMPLE)} == {
        "Outer.Inner.method": 4,  # itself, for, if, or
        "Outer.twin": 1,
        "plain": 2,
        "plain.closure": 2,
    }
    assert {it.name: it.figure for it in lengths(SAMPLE)} == {
        "method": 5,
        "twin": 1,
        "plain": 4,
        "closure": 2,
    }
    assert len([*handWrittenSources()]) > 100
