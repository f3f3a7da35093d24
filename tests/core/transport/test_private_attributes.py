"""The only private attribute of HTTP libraries that our transports use is httpx's `_pool`."""

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
"""Attributes that both our class and its base class in the library have."""

CHANGED = """
httpx {version} no longer {does} the attribute `_pool` of its transports, where we put our own \
connection. Without it, sync clients have no deadline for a whole attempt, closing a client does \
not end its calls in progress, and requests through SOCKS proxies fail.

1. For users, immediately: release with an upper bound for httpx in pyproject.toml, below that \
version.
2. Find out in httpx/_transports/default.py where `handle_request` now gets its connections from. \
If httpx accepts a network backend or a pool as an argument, pass it; else set the new attribute \
in `_Connection.__init__` in src/tc_typed/core/transport/httpx/aio.py, and run scripts/compile.py.
3. Check the result with tests/core/transport and tests/core/test_fault_matrix.py.
""".strip()


class Pool:
    """A fake connection that records how it is used."""

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
def test_httpx_sends_through_the_attribute_pool(
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
    """This forbids private attributes of all other objects too, which is simpler to check."""
    assert not [*map(str, privateUses())]


def privateUses() -> Iterator[str]:
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


def test_our_classes_share_only_the_attribute_pool_with_library_classes() -> None:
    """Any other shared attribute could change the library's behaviour, or be overwritten by it."""
    found: set[tuple[str, str]] = set()
    extending = 0
    for module in MODULES:
        for definition in classesIn(inspect.getsource(module)):
            kind: type = getattr(module, definition.name)
            bases = [base for base in kind.__mro__ if rootOf(base) in LIBRARIES]
            inherited = {name for base in bases for name in namesOf(base)}
            own = {*attributesSetIn(definition)}
            found |= {(f"{module.__name__}.{definition.name}", each) for each in own & inherited}
            extending += bool(inherited)
    assert extending > 5
    assert found == SHARED


def rootOf(kind: type) -> str:
    return kind.__module__.partition(".")[0]


def classesIn(source: str) -> Iterator[ast.ClassDef]:
    return (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))


def namesOf(kind: type) -> Iterator[str]:
    """Yield the names in a library's class.

    The source file is found through the methods, because httpx overwrites `__module__`.
    """
    for path in {each.__code__.co_filename for each in vars(kind).values() if isfunction(each)}:
        for definition in classesIn(Path(path).read_text(encoding="utf-8")):
            if definition.name == kind.__name__:
                yield from namesIn(definition)


def namesIn(definition: ast.ClassDef) -> Iterator[str]:
    """Yield the names that a class defines or uses on `self`."""
    for node in ast.walk(definition):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isOfSelf(node):
            yield node.attr


def attributesSetIn(definition: ast.ClassDef) -> Iterator[str]:
    """Yield the names from `namesIn`, except public ones that the class only reads or overrides."""
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
