"""The tree: what may import what, which modules are compiled, and where tests lie."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter

from tests.sources import PACKAGE, PROJECT, Source, packageSources

# What the compiler makes of a whole contract, in the package's own folder.
FACADE = {"tc_typed", "tc_typed.aio", "tc_typed.taskcluster", "tc_typed.taskcluster_aio"}
# Services are made of its models, and its other modules of services: each counts by itself.
COMMON = "tc_typed.common"
# Tests of all services, of what type checkers say, and of the documentation.
ACROSS = {"wire", "typing", "docs"}


# Imports


@cache
def imports() -> Mapping[str, set[str]]:
    """The modules that each module imports: also in functions, and for type checkers alone."""
    return {source.module: {*imported(source)} - {source.module} for source in packageSources()}


def imported(source: Source) -> Iterator[str]:
    """The package's modules that a module imports by name."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if isOurs(alias.name))
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source.name}:{node.lineno}: a relative import"
            assert node.module is not None
            if isOurs(node.module):
                for alias in node.names:
                    submodule = f"{node.module}.{alias.name}"
                    yield submodule if submodule in moduleNames() else node.module


def isOurs(module: str) -> bool:
    return f"{module}.".startswith("tc_typed.")


@cache
def moduleNames() -> set[str]:
    return {source.module for source in packageSources()}


def circles(graph: Mapping[str, set[str]]) -> Iterator[str]:
    """Circles of imports; each loses one import before the next is looked for."""
    left = {module: {*others} for module, others in graph.items()}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            path: list[str] = error.args[1]  # from what is imported to what imports it
            yield " -> ".join(reversed(path))
            left[path[1]].remove(path[0])
        else:
            return


def test_all_imports_are_of_modules_that_exist() -> None:
    assert len(imports()) > 200
    assert {other for others in imports().values() for other in others} <= moduleNames()


def test_the_runtime_imports_nothing_from_outside_of_it() -> None:
    outside = [
        f"{module} -> {other}"
        for module, others in imports().items()
        if f"{module}.".startswith("tc_typed.core.")
        for other in sorted(others)
        if not f"{other}.".startswith("tc_typed.core.")
    ]
    assert outside == []


def test_circles_are_found() -> None:
    graph = {"a": {"b", "c"}, "b": {"a"}, "c": {"d"}, "d": {"a", "e"}, "e": set[str]()}
    found = [{*circle.split(" -> ")} for circle in circles(graph)]
    assert len(found) == 2
    assert {"a", "b"} in found
    assert {"a", "c", "d"} in found
    assert not [*circles({"a": {"b", "c"}, "b": {"c"}, "c": set()})]


def test_there_is_no_circle_of_imports() -> None:
    assert [*circles(imports())] == []


def parts(package: str, graph: Mapping[str, set[str]]) -> Mapping[str, set[str]]:
    """The folders and modules directly in a package, each with those that it imports."""

    def partOf(module: str) -> str | None:
        inside = module.removeprefix(f"{package}.")
        if f"{module}.".startswith(f"{COMMON}.") and package == "tc_typed":
            return inside
        return None if inside == module else inside.partition(".")[0]

    found: dict[str, set[str]] = {}
    for module, others in graph.items():
        if (part := partOf(module)) is not None:
            imported = {name for other in others if (name := partOf(other)) is not None}
            found.setdefault(part, set()).update(imported - {part})
    return found


def test_circles_of_folders_are_found() -> None:
    graph = {"p.a": {"p.b.x", "q"}, "p.b.x": {"p.b.z"}, "p.b.y": {"p.a", "p"}, "q": set[str]()}
    assert not [*circles(graph)]
    assert parts("p", graph) == {"a": {"b"}, "b": {"a"}}
    assert [*circles(parts("p", graph))]


def test_the_folders_and_modules_of_a_package_form_no_circle() -> None:
    packages = {module.rpartition(".")[0] for module in moduleNames()} - {""}
    assert {"tc_typed", "tc_typed.core", "tc_typed.compiler", "tc_typed.transfers"} <= packages
    found = {package: [*circles(parts(package, imports()))] for package in sorted(packages)}
    assert {package: paths for package, paths in found.items() if paths} == {}


# Compiled and written


def contractFolders() -> set[str]:
    """Folders of the package for which there is one in schemas/."""
    services = {
        folder.relative_to(PROJECT / "schemas").as_posix().replace("-", "_")
        for pattern in ("*", "legacy/*")
        for folder in (PROJECT / "schemas").glob(pattern)
        if folder.is_dir()
    }
    assert {"queue", "legacy", "legacy/queue", "worker_manager"} <= services
    return services


def test_a_folder_of_services_holds_compiled_modules_only() -> None:
    folders = contractFolders()
    written = [
        source.name
        for source in packageSources()
        if source.folder in folders and not (source.compiledFrom or "").startswith("schemas")
    ]
    assert written == []


def test_modules_elsewhere_are_written_by_people() -> None:
    folders = contractFolders()
    compiled = {
        source.module
        for source in packageSources()
        if source.folder not in folders and (source.compiledFrom or "").startswith("schemas")
    }
    assert compiled <= FACADE
    assert {"tc_typed", "tc_typed.aio"} <= compiled


def test_a_notice_names_where_the_module_comes_from() -> None:
    for source in packageSources():
        if source.compiledFrom is None:
            continue
        origin = PROJECT / source.compiledFrom
        assert origin.exists(), source.name
        if source.compiledFrom.startswith("schemas"):
            isRoot = source.folder == "common" and source.module != f"{COMMON}.models"
            contract = "" if isRoot else source.folder
            folder = origin.relative_to(PROJECT / "schemas").as_posix().replace("-", "_")
            assert folder == (contract or "."), source.name
        else:  # from a module beside it, which people write
            assert origin.parent == source.path.parent, source.name
            assert Source(origin).compiledFrom is None, source.name


def test_every_package_says_what_it_holds() -> None:
    packages = [path for path in PACKAGE.rglob("*") if path.is_dir() and [*path.glob("*.py")]]
    assert PACKAGE / "core" / "models" in packages
    for package in packages:
        docstring = ast.get_docstring(Source(package / "__init__.py").tree)
        assert docstring is not None, package
        assert docstring.partition("\n\n")[0].strip().endswith("."), package
        assert len(docstring.split()) > 2, package


# Tests


def test_tests_lie_in_the_same_tree() -> None:
    folders = {path.parent.relative_to(PROJECT / "tests") for path in PROJECT.glob("tests/**/*.py")}
    assert len(folders) > 10
    strays = [
        folder.as_posix()
        for folder in folders
        if folder.parts and folder.parts[0] not in ACROSS and not (PACKAGE / folder).is_dir()
    ]
    assert strays == []
