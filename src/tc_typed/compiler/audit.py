"""Audit of compiled modules before they are written: it rejects code the compiler never writes.

The audit does not use the contract, and trusts no earlier stage, including
datamodel-code-generator.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tc_typed.compiler.contract.errors import UnexpectedCode
from tc_typed.exports import ASYNC_EXPORTS

_COMPILER = "tc_typed.compiler"
_DECORATORS = frozenset({"overload", "cached_property"})
_DEPRECATED = "deprecated(…, category=None)"  # no category: no warning at run time
_CLASS_KEYWORDS = frozenset({"extra", "total"})

# Kinds of nodes by purpose.
_VALUES = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.Dict),
    *(ast.BinOp, ast.BitOr, ast.UnaryOp, ast.USub, ast.Call, ast.keyword, ast.Load, ast.Store),
)
_MODULE = (ast.Module, ast.ImportFrom, ast.alias, ast.Expr, ast.Assign, ast.AnnAssign)
_CLASS = (ast.ClassDef, ast.Pass)
_FUNCTION = (ast.FunctionDef, ast.arguments, ast.arg, ast.Return)
_ITERATION = (ast.For, ast.Yield, ast.YieldFrom)
_ASYNC = (ast.AsyncFunctionDef, ast.AsyncFor, ast.Await)
_TABLE = (ast.DictComp, ast.comprehension)
_LAZY_LOADING = (
    *(ast.If, ast.Compare, ast.Eq, ast.NotIn, ast.Not, ast.Raise),
    *(ast.JoinedStr, ast.FormattedValue, ast.Set, ast.Starred),
)
_PLAIN = (*_VALUES, *_MODULE)

_IMPORTS = frozenset({"__future__", "collections.abc", "pydantic", "typing", "typing_extensions"})
_BASE = frozenset({"base"})
_CALLS = r"self\._session\.call|paginate|pagesOf|deprecated"
_METHODS = (*_PLAIN, *_CLASS, *_FUNCTION, *_ITERATION)

# Built-in names that no module may use, unless it defines them itself.
_BUILT_IN = frozenset(dir(builtins)) - {
    *("str", "int", "float", "bool", "list", "dict", "tuple", "type", "object"),
    # Harmless as names; `calls` restricts calls of them.
    *("AttributeError", "getattr", "globals", "sorted", "__name__"),
}


@dataclass(frozen=True)
class _Allowed:
    """Content that a module is allowed to have."""

    nodes: tuple[type[ast.AST], ...]
    calls: str = r"(?!)"
    """Pattern of the names that can be called; by default none."""
    modules: frozenset[str] = frozenset()
    """Modules that can be imported, in addition to `tc_typed` and the package itself."""
    renamed: frozenset[str] = frozenset()
    """Names that imports can use as aliases."""


_ROOT = _Allowed(
    (*_PLAIN, *_FUNCTION, *_LAZY_LOADING),
    "AttributeError|getattr|globals|import_module|sorted",
    frozenset({"__future__", "importlib", "typing"}),
    frozenset(ASYNC_EXPORTS),
)
_TASKCLUSTER = _Allowed(
    (*_PLAIN, *_CLASS, *_FUNCTION, ast.If),
    r"self\._make",
    frozenset({"__future__", "functools", "typing"}),
)

# Rules by the module's path, in which `*` is the folder of a service.
_RULES: Mapping[str, _Allowed] = {
    "*/__init__.py": _Allowed(
        (*_PLAIN, *_FUNCTION, ast.If, ast.Not, ast.Set, ast.Starred),
        "globals|lazyNames|sorted",
        frozenset({"typing"}),
    ),
    "*/models.py": _Allowed(
        (*_PLAIN, *_CLASS, *_FUNCTION),
        "Field|Format|HasKeys|readAs|Since|Tagged|MinProperties|Needs|Forbidden|NotTogether"
        "|ExactlyOne",
        frozenset({"pydantic", "typing", "typing_extensions"}),
    ),
    "*/operations.py": _Allowed((*_PLAIN, *_TABLE), "Operation|dict", _IMPORTS, _BASE),
    "*/client.py": _Allowed(_METHODS, _CALLS, _IMPORTS, _BASE),
    "*/aio.py": _Allowed((*_METHODS, *_ASYNC), _CALLS, _IMPORTS, _BASE),
    "*/events.py": _Allowed(
        (*_PLAIN, *_CLASS, *_FUNCTION), r"\w+Exchange|Word|self\.bind", _IMPORTS, _BASE
    ),
    "*/fakes.py": _Allowed((*_PLAIN, *_CLASS, *_FUNCTION), "TypeVar", _IMPORTS),
    "__init__.py": _ROOT,
    "aio.py": _ROOT,
    "taskcluster.py": _TASKCLUSTER,
    "taskcluster_aio.py": _TASKCLUSTER,
    "common/bindings.py": _Allowed((*_PLAIN, *_FUNCTION), "findBinding", frozenset({"__future__"})),
    "common/fakes.py": _Allowed((*_PLAIN, *_FUNCTION, ast.If), "client", _IMPORTS),
}


def audit(files: Mapping[str, str], package: str) -> None:
    """Check that modules only contain code that the compiler writes.

    Args:
        files: Sources by path within the package.
        package: Import name of the package.

    Raises:
        UnexpectedCode: if a module contains anything else; the message has the location.
    """
    for path, source in files.items():
        allowed = _RULES.get(path) or _RULES.get(re.sub(r"^\w+/", "*/", path, flags=re.ASCII))
        if allowed is None:
            raise UnexpectedCode(path, "is not a module that the compiler writes")
        try:
            tree = ast.parse(source)
            compile(tree, path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            raise UnexpectedCode(path, f"is not valid Python: {error}") from None
        _Auditor(path, tree, allowed, package).check()


class _Auditor:
    """Checks a module for code that is not allowed in it."""

    def __init__(self, path: str, tree: ast.Module, allowed: _Allowed, package: str) -> None:
        self._path = path
        self._tree = tree
        self._allowed = allowed
        self._own = {"tc_typed", package.partition(".")[0]}
        nodes = [*ast.walk(tree)]
        bound = {it.id for it in nodes if isinstance(it, ast.Name) and _isStored(it)}
        bound |= {it.arg for it in nodes if isinstance(it, ast.arg)}
        bound |= {it.name for it in nodes if isinstance(it, ast.ClassDef | ast.alias)}
        self._forbidden = _BUILT_IN - bound

    def check(self) -> None:
        """Raise `UnexpectedCode` for the first code that is not allowed."""
        waiting: list[tuple[ast.AST, int]] = [(self._tree, 1)]
        while waiting:
            node, line = waiting.pop()
            line = getattr(node, "lineno", line)
            if (problem := self._problem(node)) is not None:
                raise UnexpectedCode(f"{self._path}, line {line}", problem)
            waiting += [(child, line) for child in ast.iter_child_nodes(node)]

    def _problem(self, node: ast.AST) -> str | None:
        """Return the problem of a node, without nested nodes; `None` if there is none."""
        if not isinstance(node, self._allowed.nodes):
            return f"has a {type(node).__name__}"
        if any(map(_isText, _types(node))):
            return "has a type in quotes, which would be evaluated"
        return self._useProblem(node) or _definitionProblem(node)

    def _useProblem(self, node: ast.AST) -> str | None:
        """Return the problem of a call, a name or an import."""
        match node:
            case ast.Call() if not re.fullmatch(self._allowed.calls, ast.unparse(node.func)):
                return f"calls {ast.unparse(node.func)}"
            case ast.Name(id=name) if name in self._forbidden and not _isStored(node):
                return f"uses {name}"
            case ast.Attribute(attr=name) if name.startswith("__"):
                return f"uses {name}"
            case ast.ImportFrom() if not self._isKnown(node):
                return f"imports from {'.' * node.level}{node.module or ''}"
            case _:
                return None

    def _isKnown(self, node: ast.ImportFrom) -> bool:
        module = node.module or ""
        isOwn = module.partition(".")[0] in self._own and not module.startswith(_COMPILER)
        known = (isOwn or module in self._allowed.modules) and not node.level
        return known and all(self._isPlain(alias) for alias in node.names)

    def _isPlain(self, alias: ast.alias) -> bool:
        renamed = alias.asname is not None and alias.asname != alias.name
        return alias.name != "*" and (not renamed or alias.asname in self._allowed.renamed)


def _types(node: ast.AST) -> Sequence[ast.expr | None]:
    """Return the direct parts of a node that are types. In `Literal`, strings are values."""
    match node:
        case ast.Subscript(value=generic, slice=inside) if ast.unparse(generic) != "Literal":
            return inside.elts if isinstance(inside, ast.Tuple) else [inside]
        case ast.AnnAssign(annotation=kind) | ast.arg(annotation=kind):
            return [kind]
        case ast.FunctionDef(returns=kind) | ast.AsyncFunctionDef(returns=kind):
            return [kind]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case _:
            return []


def _definitionProblem(node: ast.AST) -> str | None:
    """Return the problem of a class's or function's declaration."""
    match node:
        case ast.ClassDef() if node.decorator_list or _keywordNames(node) - _CLASS_KEYWORDS:
            return f"has a class {node.name} with a decorator or keyword"
        case ast.FunctionDef() | ast.AsyncFunctionDef() if _decorators(node) - _DECORATORS:
            return f"has a function {node.name} with a decorator"
        case _:
            return None


def _keywordNames(node: ast.ClassDef) -> set[str | None]:
    return {keyword.arg for keyword in node.keywords}


def _decorators(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    return {_decorator(decorator) for decorator in node.decorator_list} - {_DEPRECATED}


def _decorator(node: ast.expr) -> str:
    """Return the source of a decorator, with `…` instead of the advice in `deprecated`."""
    match node:
        case ast.Call(func=ast.Name("deprecated"), args=[ast.Constant(str())]):
            return ast.unparse(node).replace(ast.unparse(node.args[0]), "…", 1)
        case _:
            return ast.unparse(node)


def _isText(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _isStored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)
