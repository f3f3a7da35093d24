"""`tc_typed` exports the names of `tc_typed.exports` and the compiled classes, nothing else."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import tc_typed
from tc_typed import aio
from tc_typed.compiler.output import compiledFiles
from tc_typed.compiler.sync_form import SYNC_FORMS
from tc_typed.exports import ASYNC_EXPORTS, EXPORTS

PROJECT = Path(__file__).parents[1]
SCHEMAS = PROJECT / "schemas"
NAMES = [(module, name) for module, names in EXPORTS.items() for name in names]
ALL_NAMES = [*NAMES, *ASYNC_EXPORTS.values()]


def classesOf(reference: str) -> set[str]:
    """Return the class names of services with a reference: `WorkerManager` for worker-manager."""
    services = [path.parts[-3] for path in SCHEMAS.glob(f"*/v1/{reference}.json")]
    return {service.title().replace("-", "") for service in services}


CLIENTS = classesOf("api")
EVENTS = {f"{name}Events" for name in classesOf("exchanges")}


@pytest.mark.parametrize(("module", "name"), ALL_NAMES)
def test_an_exported_name_exists_and_is_documented(module: str, name: str) -> None:
    value = getattr(import_module(module), name)
    docstring = vars(value).get("__doc__") if isinstance(value, type) else inspect.getdoc(value)
    assert isinstance(docstring, str)
    assert docstring.strip()


def test_exported_names_are_from_hand_written_modules() -> None:
    derived = {target for _, target in SYNC_FORMS}
    compiled = compiledFiles(Path(tc_typed.__path__[0])).keys() - derived
    for module, name in ALL_NAMES:
        path = "/".join(module.split(".")[1:])
        assert not {f"{path}.py", f"{path}/__init__.py"} & compiled, name


def test_names_are_sorted_and_unique() -> None:
    assert [*EXPORTS] == sorted(EXPORTS)
    assert [*ASYNC_EXPORTS] == sorted(ASYNC_EXPORTS)
    for names in EXPORTS.values():
        assert [*names] == sorted(names)
    assert len(NAMES) == len({name for _, name in NAMES})


def test_equal_sync_and_async_names_refer_to_different_objects() -> None:
    for name, (module, attribute) in ASYNC_EXPORTS.items():
        assert (module.removesuffix(".aio"), name) in NAMES
        assert getattr(aio, name) is getattr(import_module(module), attribute)
        assert getattr(aio, name) is not getattr(tc_typed, name)


def test_the_package_exports_the_listed_names_and_the_compiled_classes() -> None:
    assert {"Queue", "WorkerManager"} <= CLIENTS
    assert "QueueEvents" in EVENTS
    compiled = CLIENTS | EVENTS | {"Taskcluster", "bindingFor", "aio", "__version__"}
    assert {*tc_typed.__all__} == {name for _, name in NAMES} | compiled
    assert {*aio.__all__} == {*ASYNC_EXPORTS} | CLIENTS | {"Taskcluster"}
    assert not compiled & {name for _, name in NAMES}


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_events_are_also_exported_with_the_models_of_their_service(name: str) -> None:
    events = getattr(tc_typed, name)
    package = import_module(events.__module__.removesuffix(".events"))
    assert name in package.__all__
    assert getattr(package, name) is events


def test_each_exported_name_refers_to_the_object_in_its_module() -> None:
    for module, name in NAMES:
        assert getattr(tc_typed, name) is getattr(import_module(module), name)


def test_public_names_exist_and_load_only_what_they_need() -> None:
    names = [name for _, name in NAMES]
    program = (
        "import sys, tc_typed, tc_typed.aio\n"
        "loaded = [m for m in sys.modules if m.startswith(('pydantic', 'httpx', 'tc_typed.'))]\n"
        "assert loaded == ['tc_typed.aio'], loaded\n"
        "from tc_typed import fromNow\n"
        "assert 'pydantic' not in sys.modules\n"
        "from tc_typed import Queue\n"
        "assert 'tc_typed.queue.aio' not in sys.modules\n"
        f"from tc_typed import {', '.join(names)}\n"
        "from tc_typed.aio import Auth, Queue, paginate\n"
        "assert 'Queue' in dir(tc_typed)\n"
    )
    environment = {"PYTHONPATH": str(PROJECT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
