"""Sync modules derived from hand-written async ones.

Straight-line code is written once, as a coroutine. Its sync form has the same statements without
`async` and `await`, and uses the sync counterparts of names.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import libcst as cst
import libcst.matchers as m
from typing_extensions import override

from tc_typed.compiler.formatting import formatted
from tc_typed.compiler.models.docstrings import DERIVED_MARK, WIDTH

_QUOTES = '"""'
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_ASYNC_ONLY = frozenset(
    {"AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Coroutine", "aiter", "anext"}
    | {"StopAsyncIteration", "__aenter__", "__aexit__", "__aiter__", "__anext__", "asyncio"}
)
_ASYNC_WORDS = re.compile(r"\basync (?=def |for |with )|\bawait (?=[\w(\[{])")


class SyncFormError(Exception):
    """An async module can't be converted, or its `SyncForm` has an entry that the module lacks."""


@dataclass(frozen=True)
class SyncForm:
    """Differences between a sync module and the async module that it is derived from."""

    names: Mapping[str, str]
    """Replacements of identifiers in code, `__all__`, docstrings and comments."""
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    """Replacements of passages in docstrings and comments; no other strings change."""
    runner: str | None = None
    """Dotted path of a function that runs a coroutine to completion, if `await x` becomes a call of
    it instead of `x`."""


SYNC_FORMS: Mapping[tuple[str, str], SyncForm] = {
    ("core/paging/aio.py", "core/paging/__init__.py"): SyncForm(
        names={"AsyncIterator": "Iterator", "AsyncSession": "Session", "aio": "sync"},
        texts={", for asyncio.": ".", "of an async client": "of a client"},
    ),
    ("core/transport/httpx/aio.py", "core/transport/httpx/sync.py"): SyncForm(
        names={
            "AsyncConnectionPool": "ConnectionPool",
            "AsyncHTTPConnection": "HTTPConnection",
            "AsyncHTTPProxy": "HTTPProxy",
            "AsyncHTTPTransport": "HTTPTransport",
            "AsyncHttpxTransport": "HttpxTransport",
            "AsyncNetwork": "Network",
            "AsyncNetworkBackend": "NetworkBackend",
            "AsyncResponse": "Response",
            "AsyncSOCKSProxy": "SOCKSProxy",
            "AsyncSocksBackend": "SocksBackend",
            "aclose": "close",
            "aio": "sync",
            "async_network": "network",
            "asyncResponse": "syncResponse",
            "handle_async_request": "handle_request",
        },
        texts={
            "Async adapter for httpx.": "Sync adapter for httpx.",
            "of async clients": "of sync clients",
        },
    ),
    ("core/transport/httpx/socks/aio.py", "core/transport/httpx/socks/sync.py"): SyncForm(
        names={
            "AsyncNetworkBackend": "NetworkBackend",
            "AsyncNetworkStream": "NetworkStream",
            "AsyncSocksBackend": "SocksBackend",
            "aclose": "close",
        },
        texts={
            "httpx's async transports": "httpx's transports",
            "# noqa: ASYNC109  # httpcore's own signature": "",
        },
    ),
    ("credentials/information/aio.py", "credentials/information/__init__.py"): SyncForm(
        names={"aio": "client"}, texts={"credentials, for asyncio: client": "credentials: client"}
    ),
    ("transfers/aio.py", "transfers/__init__.py"): SyncForm(
        names={
            "AnyReader": "Reader",
            "AnyReaderFactory": "ReaderFactory",
            "AnyWriterFactory": "WriterFactory",
            "AsyncIO": "SyncIO",
            "AsyncObjectClient": "ObjectClient",
            "AsyncQueueClient": "QueueClient",
            "async_io": "sync_io",
        },
        texts={
            "of objects and artifacts, for asyncio.": "of objects and artifacts.",
            "`tc_typed.transfers` has the same functions, sync. Files are read and written in "
            "other threads.": "`tc_typed.transfers.aio` has the same functions, async.",
        },
        runner="tc_typed.transfers.maybe_await.runSync",
    ),
}
"""Conversions by the paths of the async and sync modules within `tc_typed`. Before a hand-written
sync module becomes a derived one, delete it, because hand-written files are never overwritten."""


def derivedModules(
    folder: Path, forms: Mapping[tuple[str, str], SyncForm] = SYNC_FORMS
) -> dict[str, str]:
    """Derive the sync modules of a package from the async ones in its folder.

    Args:
        folder: Folder of the package.
        forms: Conversions by the paths of the async and sync modules.

    Returns:
        Sources by path within the package.

    Raises:
        SyncFormError: if a `SyncForm` has an entry that the async module lacks.
        FileNotFoundError: if an async module is missing.
        RuffError: if ruff, which formats the sources, is missing.
    """
    derived = {
        target: syncForm(
            (folder / source).read_text(encoding="utf-8"), f"src/{folder.name}/{source}", form
        )
        for (source, target), form in forms.items()
    }
    return formatted(derived, folder.name, examples=True)


def syncForm(source: str, path: str, form: SyncForm) -> str:
    """Return the unformatted sync form of an async module.

    Args:
        source: Source of the async module: a docstring, `from __future__ import annotations`, code.
        path: Path of the async module, for the notice in the sync module's docstring.
        form: Differences of the sync module.

    Raises:
        SyncFormError: if the module is not valid Python, `form` has an entry that it lacks, or
            it uses a name that only exists in async code.
    """
    rewriter = _Rewriter(form)
    try:
        module = cst.parse_module(source).visit(rewriter)
    except (cst.ParserSyntaxError, cst.CSTValidationError) as error:
        raise SyncFormError(f"{path}: {error}") from None
    if unused := (form.names.keys() | form.texts.keys()) - rewriter.found:
        raise SyncFormError(f"{path} does not contain {min(unused)!r}, which is in its SyncForm")
    used = {it.value for it in m.findall(module, m.Name()) if isinstance(it, cst.Name)}
    if left := _ASYNC_ONLY & used:
        raise SyncFormError(f"{path} uses {min(left)}, but its SyncForm has no sync name for that")
    docstring, quotes, rest = module.code.removeprefix(_QUOTES).partition(_QUOTES)
    before, future, after = rest.partition("from __future__ import annotations\n")
    if form.runner is not None:
        runnerModule, _, runner = form.runner.rpartition(".")
        future += f"from {runnerModule} import {runner}\n"
    notice = textwrap.fill(f"Derived from {path} {DERIVED_MARK}", WIDTH)
    return f"{_QUOTES}{docstring.rstrip()}\n\n{notice}\n{quotes}{before}{future}{after}"


class _Rewriter(cst.CSTTransformer):
    """A transformer that converts a module from async to sync."""

    def __init__(self, form: SyncForm) -> None:
        super().__init__()
        self.found: set[str] = set()
        """Entries of the `SyncForm` that the module contains."""
        self._table = {**form.names, **form.texts}
        self._names = form.names
        self._runner = None if form.runner is None else form.runner.rpartition(".")[2]
        texts = [re.escape(text) for text in form.texts]
        names = [rf"\b{re.escape(name)}\b" for name in form.names]
        self._pattern = re.compile("|".join([*texts, *names]) or "(?!)")
        self._docstrings: set[cst.BaseExpression] = set()
        self._exports: set[cst.BaseExpression] = set()

    def _replacement(self, name: str) -> str:
        self.found.add(name)
        return self._table[name]

    def _name(self, name: str) -> str:
        return self._replacement(name) if name in self._names else name

    def _text(self, text: str) -> str:
        """Rewrite a docstring or comment."""
        text = self._pattern.sub(lambda it: self._replacement(it[0]), text)
        return _CODE.sub(lambda it: _ASYNC_WORDS.sub("", it[0]), text)

    def _comment(self, comment: cst.Comment | None) -> cst.Comment | None:
        text = "" if comment is None else self._text(comment.value)
        return cst.Comment(text) if text else None

    # Names

    @override
    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        return updated_node.with_changes(value=self._name(original_node.value))

    @override
    def leave_ImportAlias(
        self, original_node: cst.ImportAlias, updated_node: cst.ImportAlias
    ) -> cst.ImportAlias:
        isNeedless = updated_node.evaluated_alias == updated_node.evaluated_name
        return updated_node.with_changes(asname=None) if isNeedless else updated_node

    @override
    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | cst.RemovalSentinel:
        """Remove imports of `Awaitable`, which is no longer used."""
        if isinstance(updated_node.names, cst.ImportStar):
            return updated_node
        names = [it for it in updated_node.names if it.evaluated_name != "Awaitable"]
        return updated_node.with_changes(names=names) if names else cst.RemoveFromParent()

    # Statements and expressions that are async

    @override
    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        return updated_node.with_changes(asynchronous=None)

    @override
    def leave_With(self, original_node: cst.With, updated_node: cst.With) -> cst.With:
        return updated_node.with_changes(asynchronous=None)

    @override
    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> cst.For:
        return updated_node.with_changes(asynchronous=None)

    @override
    def leave_CompFor(self, original_node: cst.CompFor, updated_node: cst.CompFor) -> cst.CompFor:
        return updated_node.with_changes(asynchronous=None)

    @override
    def leave_Await(self, original_node: cst.Await, updated_node: cst.Await) -> cst.BaseExpression:
        awaited = updated_node.expression
        if self._runner is not None:
            return cst.Call(cst.Name(self._runner), [cst.Arg(awaited)])
        if _standsAlone(awaited):
            return awaited
        return awaited.with_changes(
            lpar=[*updated_node.lpar, *awaited.lpar], rpar=[*awaited.rpar, *updated_node.rpar]
        )

    @override
    def leave_Subscript(
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.BaseExpression:
        """Replace the type of an awaitable with that of its result."""
        match updated_node:
            case cst.Subscript(
                value=cst.Name("Awaitable"),
                slice=[cst.SubscriptElement(slice=cst.Index(value=result))],
            ):
                return result
            case _:
                return updated_node

    # Docstrings, comments and `__all__`

    @override
    def visit_Expr(self, node: cst.Expr) -> None:
        self._docstrings.add(node.value)

    @override
    def visit_Assign(self, node: cst.Assign) -> None:
        if m.matches(node.targets[0].target, m.Name("__all__")) and isinstance(
            node.value, cst.List
        ):
            self._exports.update(element.value for element in node.value.elements)

    @override
    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        if original_node in self._docstrings:
            return updated_node.with_changes(value=self._text(original_node.value))
        if original_node in self._exports:
            name = self._name(original_node.raw_value)
            return updated_node.with_changes(value=f'"{name}"')
        return updated_node

    @override
    def leave_TrailingWhitespace(
        self, original_node: cst.TrailingWhitespace, updated_node: cst.TrailingWhitespace
    ) -> cst.TrailingWhitespace:
        return updated_node.with_changes(comment=self._comment(original_node.comment))

    @override
    def leave_EmptyLine(
        self, original_node: cst.EmptyLine, updated_node: cst.EmptyLine
    ) -> cst.EmptyLine:
        return updated_node.with_changes(comment=self._comment(original_node.comment))


def _standsAlone(expression: cst.BaseExpression) -> bool:
    """Return whether an expression is valid without parentheses; multi-line ones may not be."""
    try:
        cst.parse_expression(cst.Module([]).code_for_node(expression))
    except cst.ParserSyntaxError:
        return False
    return True
