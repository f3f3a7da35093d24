"""Names have one case convention, and constants are at the top of their modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.sources import PROJECT, Source, handWrittenSources

CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
SNAKE_CASE = re.compile(r"_?[a-z0-9]+(_[a-z0-9]+)+_?")  # not __special_names__
TEST = "test_"

LIBRARIES: dict[str, str] = {
    "asyncio": "connection_lost connection_made data_received feed_data",
    "flamenco": "steps_completed",
    "griffe and mkdocs": "on_attribute on_config on_files on_function on_post_build",
    "html and http": "daemon_threads handle_data handle_endtag handle_starttag log_message"
    " protocol_version request_queue_size",
    "griffe": "parser_options",
    "httpcore": "connect_tcp get_extra_info local_address max_bytes server_hostname socket_options"
    " ssl_context start_tls",
    "httpx": "auth_flow base_url build_request event_hooks follow_redirects handle_async_request"
    " handle_request is_closed requires_request_body status_code",
    "libcst": "original_node updated_node",
    "pre-commit": "additional_dependencies pass_filenames types_or",
    "pydantic": "dump_json model_config model_name serialization_exclude_if validate_json"
    " validate_python",
    "pytest": "pytest_addoption pytest_plugins tmp_path tmp_path_factory",
    "selenium": "binary_location",
    "ssl": "verify_mode",
    "starlette and uvicorn": "app_state main_loop on_response_complete redirect_slashes"
    " send_400_response server_state should_exit",
}
"""Names in snake_case that libraries require."""

PRESCRIBED = {name for names in LIBRARIES.values() for name in names.split()}

SOURCES = [
    *handWrittenSources(),
    *(Source(path) for path in sorted((PROJECT / "tests").rglob("*.py"))),
]


def boundNames(tree: ast.AST) -> Iterator[str]:
    """Yield the names of functions, parameters, variables and attributes that a module binds."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case _:
                pass


def breaksConvention(name: str) -> bool:
    return bool(SNAKE_CASE.fullmatch(name)) and name not in PRESCRIBED


def lateConstants(tree: ast.Module) -> Iterator[str]:
    """Yield constants below the first function or class that depend on no name bound there."""
    below: set[str] = set()
    for statement in tree.body:
        match statement:
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                below.add(name)
            case ast.Assign() | ast.AnnAssign() if below:
                targets = {
                    node.id
                    for node in ast.walk(statement)
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
                }
                used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
                if used & below or not all(map(CONSTANT.fullmatch, targets)):
                    below |= targets
                else:
                    yield from targets
            case _:
                pass


def test_functions_and_variables_are_camel_case() -> None:
    names = [(source.name, name) for source in SOURCES for name in boundNames(source.tree)]
    assert not [
        pair for pair in names if breaksConvention(pair[1]) and not pair[1].startswith(TEST)
    ]


def test_constants_are_at_the_top() -> None:
    assert not [(source.name, name) for source in SOURCES for name in lateConstants(source.tree)]


def test_names_that_break_the_convention_are_found() -> None:
    tree = ast.parse("def a_b(c_d): e_f = 1\nX = 1\nY: int = a_b(2)\nZ = Y\nself.g_h = 1")
    assert set(filter(breaksConvention, boundNames(tree))) == {"a_b", "c_d", "e_f", "g_h"}
    assert list(lateConstants(tree)) == ["X"]
