"""Typed clients of the deployment that a program talks to, compiled while it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Self

from tc_typed.core.extras import needing

_numbers = count(1)


class CompiledDeployment:
    """A package that exists for as long as this object is open.

    Use it in a `with` block, or call `close()`. Objects of the package's classes live on; nothing
    more can be imported from it.
    """

    def __init__(self, files: dict[str, str], name: str) -> None:
        """Make the package; `compileDeployment` does it.

        Args:
            files: Sources by path within the package.
            name: Its import name.
        """
        from tc_typed.compiler import writeCompiled  # noqa: PLC0415  # an extra

        self.name: str = name
        """Import name of the package."""
        self._folder = TemporaryDirectory(prefix="tc_typed_")
        folder = Path(self._folder.name, "package")
        writeCompiled(folder, files)
        self.package: ModuleType = _package(name, folder)
        """The package: `package.Queue` is a client, `package.aio.Queue` an async one."""

    def module(self, name: str) -> ModuleType:
        """Import a module of the package: `queue` has the models of the queue, and its client.

        Args:
            name: Its name within the package.

        Raises:
            ImportError: if there is none.
        """
        return import_module(f"{self.name}.{name}")

    def close(self) -> None:
        """Forget the package, and delete its files."""
        for name in [*sys.modules]:
            if name == self.name or name.startswith(f"{self.name}."):
                del sys.modules[name]
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def compileDeployment(
    rootUrl: str, progress: Callable[[int, int], None] | None = None
) -> CompiledDeployment:
    """Compile what a deployment publishes to a package, and import that.

    It takes some seconds, and needs the extra `compiler`. Its clients and models check as this
    package's do, but a type checker knows nothing of them: for that, let `tc-typed compile` write
    the package before the program runs.

    Args:
        rootUrl: Address of the deployment, `https://tc.example.com`.
        progress: Called with how many of how many documents have been fetched.

    Returns:
        The package, to be closed.

    Raises:
        TaskclusterFailure: if the deployment can't be reached, or publishes nothing of the kind.
        ContractError: (of `tc_typed.compiler`) if what it publishes can't be compiled.
        ImportError: if the extra `compiler` is not installed.

    Example:
        ```python
        with compileDeployment("https://tc.example.com") as deployment:
            with deployment.package.Queue(optionsFromEnvironment()) as queue:
                status = queue.status(taskId)
        ```
    """
    with needing("compiler", "compileDeployment"):
        from tc_typed.compiler import compileContract  # noqa: PLC0415  # an extra
        from tc_typed.compiler.fetch import deploymentContract  # noqa: PLC0415  # an extra
    name = f"tc_deployment_{next(_numbers)}"
    contract = deploymentContract(rootUrl, progress)
    return CompiledDeployment(compileContract(contract, name, lenient=True), name)


def _package(name: str, folder: Path) -> ModuleType:
    """Import a package from a folder that is on no path."""
    spec = spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} is no package")
    package = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(package)
    except BaseException:
        del sys.modules[name]
        raise
    return package
