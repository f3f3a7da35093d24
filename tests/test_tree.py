"""Structure of the source tree: imports, compiled modules, and folders of tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter

from tests.sources import PACKAGE, PROJECT, Source, packageSources

# Modules that the compiler generates from the whole contract, at the top level of the package.
FACADE = {"tc_typed", "tc_typed.aio", "tc_typed.taskcluster", "tc_typed.taskcluster_aio"}
# Services import its models, while its other modules import services. So the search for cycles of
# folders treats each of its modules separately.
COMMON = "tc_typed.common"
# Folders of tests of all services, of type checking, and of the documentation.
NOT_MIRRORED = {"docs", "pages", "typing", "wire"}


# Imports


@cache
def imports() -> Mapping[str, set[str]]:
    """Map modules to their imports, including those in functions and for type checkers only."""
    return {source.module: {*imported(source)} - {source.module} for source in packageSources()}


def imported(source: Source) -> Iterator[str]:
    """Yield the modules of the package that a module imports."""
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


def cycles(graph: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield import cycles, removing one import of each before searching for the next."""
    remaining = {module: {*others} for module, others in graph.items()}
    while True:
        try:
            TopologicalSorter(remaining).prepare()
        except CycleError as error:
            path: list[str] = error.args[1]  # from the imported module to the importing one
            yield " -> ".join(reversed(path))
            remaining[path[1]].remove(path[0])
        else:
            return


def test_imported_modules_exist() -> None:
    assert len(imports()) > 200
    assert {other for others in imports().values() for other in others} <= moduleNames()


def test_the_runtime_only_imports_its_own_modules() -> None:
    outside = [
        f"{module} -> {other}"
        for module, others in imports().items()
        if f"{module}.".startswith("tc_typed.core.")
        for other in sorted(others)
        if not f"{other}.".startswith("tc_typed.core.")
    ]
    assert outside == []


def test_import_cycles_are_found() -> None:
    graph = {"a": {"b", "c"}, "b": {"a"}, "c": {"d"}, "d": {"a", "e"}, "e": set[str]()}
    found = [{*cycle.split(" -> ")} for cycle in cycles(graph)]
    assert len(found) == 2
    assert {"a", "b"} in found
    assert {"a", "c", "d"} in found
    assert not [*cycles({"a": {"b", "c"}, "b": {"c"}, "c": set()})]


def test_there_are_no_import_cycles() -> None:
    assert [*cycles(imports())] == []


def parts(package: str, graph: Mapping[str, set[str]]) -> Mapping[str, set[str]]:
    """Map folders and modules directly in a package to those that they import."""

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


def test_import_cycles_of_folders_are_found() -> None:
    graph = {"p.a": {"p.b.x", "q"}, "p.b.x": {"p.b.z"}, "p.b.y": {"p.a", "p"}, "q": set[str]()}
    assert not [*cycles(graph)]
    assert parts("p", graph) == {"a": {"b"}, "b": {"a"}}
    assert [*cycles(parts("p", graph))]


def test_there_are_no_import_cycles_of_folders() -> None:
    packages = {module.rpartition(".")[0] for module in moduleNames()} - {""}
    assert {"tc_typed", "tc_typed.core", "tc_typed.compiler", "tc_typed.transfers"} <= packages
    found = {package: [*cycles(parts(package, imports()))] for package in sorted(packages)}
    assert {package: paths for package, paths in found.items() if paths} == {}


# Compiled and hand-written modules


def contractFolders() -> set[str]:
    """Return the folders of the package that have a contract in schemas/."""
    services = {
        folder.relative_to(PROJECT / "schemas").as_posix().replace("-", "_")
        for pattern in ("*", "legacy/*")
        for folder in (PROJECT / "schemas").glob(pattern)
        if folder.is_dir()
    }
    assert {"queue", "legacy", "legacy/queue", "worker_manager"} <= services
    return services


def test_folders_of_services_only_contain_compiled_modules() -> None:
    folders = contractFolders()
    written = [
        source.name
        for source in packageSources()
        if source.folder in folders and not (source.compiledFrom or "").startswith("schemas")
    ]
    assert written == []


def test_all_other_modules_are_hand_written() -> None:
    folders = contractFolders()
    compiled = {
        source.module
        for source in packageSources()
        if source.folder not in folders and (source.compiledFrom or "").startswith("schemas")
    }
    assert compiled <= FACADE
    assert {"tc_typed", "tc_typed.aio"} <= compiled


def test_the_notice_in_a_compiled_module_names_its_source() -> None:
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
        else:  # from a hand-written module in the same folder
            assert origin.parent == source.path.parent, source.name
            assert Source(origin).compiledFrom is None, source.name


def test_every_package_has_a_docstring() -> None:
    packages = [path for path in PACKAGE.rglob("*") if path.is_dir() and [*path.glob("*.py")]]
    assert PACKAGE / "core" / "models" in packages
    for package in packages:
        docstring = ast.get_docstring(Source(package / "__init__.py").tree)
        assert docstring is not None, package
        assert docstring.partition("\n\n")[0].strip().endswith("."), package
        assert len(docstring.split()) > 2, package


# Tests


def test_folders_of_tests_mirror_the_package() -> None:
    folders = {path.parent.relative_to(PROJECT / "tests") for path in PROJECT.glob("tests/**/*.py")}
    assert len(folders) > 10
    strays = [
        folder.as_posix()
        for folder in folders
        if folder.parts and folder.parts[0] not in NOT_MIRRORED and not (PACKAGE / folder).is_dir()
    ]
    assert strays == []
