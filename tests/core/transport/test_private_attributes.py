"""On which private attributes of HTTP libraries our transports rest: on one of httpx, see below."""

from __future__ import annotations

import ast
import asyncio
import inspect
import pkgutil
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from inspect import isfunction
from pathlib import Path

import httpx
import pytest
from typing_extensions import TypeIs

import tc_typed.core.transport

LIBRARIES = ("aiohttp", "httpcore", "httpx")
MODULES = [
    import_module(found.name)
    for found in pkgutil.walk_packages(
        tc_typed.core.transport.__path__, f"{tc_typed.core.transport.__name__}."
    )
]
SHARED = {
    ("tc_typed.core.transport.httpx.aio._Connection", "_pool"),
    ("tc_typed.core.transport.httpx.sync._Connection", "_pool"),
}
"""Attributes that a class of ours and the library's class that it extends have in common."""

CHANGED = """
httpx {version} no longer {does} the attribute `_pool` of its transports, where we put our own \
connection. That is how a sync client gets a deadline for each attempt as a whole, how closing \
a client ends its calls in progress, and how requests get through SOCKS proxies.

1. For users, at once: release with an upper bound for httpx in pyproject.toml, below that version.
2. Read in httpx/_transports/default.py where `handle_request` gets its connections from now. If \
httpx takes a network backend, or a pool, as an argument, pass it one; else set that attribute in \
`_Connection.__init__` in src/tc_typed/core/transport/httpx/aio.py, and run scripts/compile.py.
3. tests/core/transport and tests/core/test_fault_matrix.py show whether that is enough.
""".strip()


class Pool:
    """Stands for our connection: it notes what is done with it."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def handle_request(self, _: object) -> None:
        self.calls.append("sends through")
        raise ConnectionError

    def close(self) -> None:
        self.calls.append("closes")

    async def handle_async_request(self, _: object) -> None:
        self.handle_request(_)

    async def aclose(self) -> None:
        self.close()


def sendAndClose(transport: httpx.HTTPTransport, request: httpx.Request) -> None:
    with suppress(Exception):
        transport.handle_request(request)
    with suppress(Exception):
        transport.close()


async def sendAndCloseAsync(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> None:
    with suppress(Exception):
        await transport.handle_async_request(request)
    with suppress(Exception):
        await transport.aclose()


@pytest.mark.parametrize("kind", [httpx.HTTPTransport, httpx.AsyncHTTPTransport])
def test_httpx_sends_through_what_it_calls_its_pool(
    kind: type[httpx.HTTPTransport | httpx.AsyncHTTPTransport],
) -> None:
    pool, transport = Pool(), kind.__new__(kind)
    vars(transport)["_pool"] = pool
    request = httpx.Request("GET", "http://tc.example.com/")
    if isinstance(transport, httpx.HTTPTransport):
        sendAndClose(transport, request)
    else:
        asyncio.run(sendAndCloseAsync(transport, request))
    for does in ("sends through", "closes"):
        message = CHANGED.format(does=does, version=httpx.__version__)
        assert does in pool.calls, message


def test_no_private_attribute_of_a_library_is_touched_from_outside() -> None:
    """Nor one of any other object's, which needs no telling apart."""
    assert not [*map(str, touched())]


def touched() -> Iterator[str]:
    for module in MODULES:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            match node:
                case ast.Attribute(value=owner, attr=name) if isPrivate(name):
                    if not (isinstance(owner, ast.Name) and owner.id in ("self", "cls")):
                        yield f"{module.__name__}:{node.lineno}: {ast.unparse(node)}"
                case ast.Call(
                    func=ast.Name("getattr" | "setattr"), args=[_, ast.Constant(name), *_]
                ):
                    if isinstance(name, str) and isPrivate(name):
                        yield f"{module.__name__}:{node.lineno}: {ast.unparse(node)}"
                case ast.ImportFrom(module=str(path), names=names):
                    parts = (*path.split("."), *(each.name for each in names))
                    if parts[0] in LIBRARIES and any(map(isPrivate, parts)):
                        yield f"{module.__name__}:{node.lineno}: {ast.unparse(node)}"
                case _:
                    pass


def isPrivate(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_classes_of_ours_share_only_the_pool_with_those_they_extend() -> None:
    """Else an attribute of ours could change what the library does, or be changed by it."""
    found: set[tuple[str, str]] = set()
    extending = 0
    for module in MODULES:
        for definition in classesIn(inspect.getsource(module)):
            kind: type = getattr(module, definition.name)
            bases = [base for base in kind.__mro__ if rootOf(base) in LIBRARIES]
            theirs = {name for base in bases for name in namesOf(base)}
            ours = {*attributesSetIn(definition)}
            found |= {(f"{module.__name__}.{definition.name}", each) for each in ours & theirs}
            extending += bool(theirs)
    assert extending > 5
    assert found == SHARED


def rootOf(kind: type) -> str:
    return kind.__module__.partition(".")[0]


def classesIn(source: str) -> Iterator[ast.ClassDef]:
    return (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))


def namesOf(kind: type) -> Iterator[str]:
    """Names of a library's class, whatever it says of its module, as those of httpx do."""
    for path in {each.__code__.co_filename for each in vars(kind).values() if isfunction(each)}:
        for definition in classesIn(Path(path).read_text(encoding="utf-8")):
            if definition.name == kind.__name__:
                yield from namesIn(definition)


def namesIn(definition: ast.ClassDef) -> Iterator[str]:
    """Names that a class defines or has on `self`."""
    for node in ast.walk(definition):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isOfSelf(node):
            yield node.attr


def attributesSetIn(definition: ast.ClassDef) -> Iterator[str]:
    """The same without public names that it only reads or overrides, as a library means it."""
    for node in ast.walk(definition):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if isPrivate(node.name):
                yield node.name
        elif isOfSelf(node) and (isPrivate(node.attr) or isinstance(node.ctx, ast.Store)):
            yield node.attr


def isOfSelf(node: ast.AST) -> TypeIs[ast.Attribute]:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("self", "cls")
    )
