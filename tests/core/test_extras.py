"""An installation without extras: it can be inspected, and errors name the missing extra."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tc_typed.core.extras import MissingExtra, needing

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]

NEEDED_BY_HTTPX = {"h11"}
"""Requirements of extras that are always installed, because httpx also needs them."""

# Program that runs without the modules named by its arguments, and prints the outcome as JSON.
PROGRAM = """
import importlib, inspect, json, pkgutil, pydoc, sys
from importlib.abc import MetaPathFinder

absent = {*sys.argv[1:]}

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())

import tc_typed

names = {}
exec("from tc_typed import *", names)
assert {*tc_typed.__all__} <= {*names}
# Modules for users: packages, and their async forms.
public = ["tc_typed", "tc_typed.aio", "tc_typed.taskcluster_yml"]
for module in pkgutil.walk_packages(tc_typed.__path__, "tc_typed."):
    isInternal = module.name.startswith(("tc_typed.core", "tc_typed.compiler"))
    if module.ispkg and not isInternal or module.name.endswith(".aio") and not isInternal:
        public.append(module.name)
for name in public:
    inspect.getmembers(importlib.import_module(name))
for name in ("taskcluster_yml", "testing", "objects"):  # The others take seconds.
    pydoc.render_doc(getattr(tc_typed, name))
for name in ("buildSignedUrl", "loadTaskclusterYml", "Credentials"):
    pydoc.render_doc(getattr(tc_typed, name))
pydoc.render_doc(tc_typed.testing.LocalTaskcluster)
pydoc.render_doc(tc_typed)

def messageOf(use):
    try:
        use()
    except ImportError as error:
        return str(error)
    return None

others = [it.name for it in pkgutil.walk_packages(tc_typed.__path__, "tc_typed.")]
others.remove("tc_typed.__main__")

def showBar():
    with tc_typed.transfers.progressBar("x"):
        pass

def taskcluster():
    with tc_typed.testing.LocalTaskcluster():
        pass

uses = {
    "parseTaskclusterYml": lambda: tc_typed.parseTaskclusterYml(
        "version: 1\\npolicy: {pullRequests: public}\\ntasks: []"
    ),
    "LocalTaskcluster": taskcluster,
    "progressBar": showBar,
    "compileDeployment": lambda: tc_typed.compileDeployment("https://tc.example.com"),
    "CompiledDeployment": lambda: tc_typed.CompiledDeployment({}, "x"),
    "MessageSource": lambda: tc_typed.pulse.MessageSource,
    "Pulse": lambda: tc_typed.pulse.Pulse("amqps://user:password@host"),
}
print(json.dumps({
    "public": public,
    "modules": {it: messageOf(lambda: importlib.import_module(it)) for it in others},
    "uses": {name: messageOf(use) for name, use in uses.items()},
    "loaded": sorted(absent & {*sys.modules}),
}))
"""


def requirements(extra: str) -> set[str]:
    """Return the distributions that an extra requires."""
    found = {re.split(r"[^A-Za-z0-9._-]", it)[0].lower() for it in EXTRAS[extra]}
    return found - {"tc-typed"}


def importNames(distributions: set[str]) -> set[str]:
    """Return the names of the distributions' top-level modules."""
    plain = {name.replace("-", "").replace("_", "").replace(".", "") for name in distributions}
    return {
        name
        for name, owners in packages_distributions().items()
        if plain & {it.lower().replace("-", "").replace("_", "").replace(".", "") for it in owners}
    }


def test_an_installation_without_extras_can_be_inspected_and_names_missing_extras() -> None:
    absent = importNames(set[str]().union(*map(requirements, EXTRAS)) - NEEDED_BY_HTTPX)
    assert {"rich", "aiohttp", "starlette", "jinja2", "typer"} <= absent
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, *absent],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert {"tc_typed.queue", "tc_typed.queue.aio", "tc_typed.testing", "tc_typed.transfers"} <= {
        *found["public"]
    }
    assert not found["loaded"]
    expected = re.compile(r"[\w. -]+ needs [\w.]+: pip install 'tc-typed\[(\w+)\]'")
    for name, message in found["modules"].items():
        if message is not None:
            match = expected.fullmatch(message)
            assert match is not None, (name, message)
            assert match[1] in EXTRAS
    extras = {
        name: match[1] if message and (match := expected.fullmatch(message)) else message
        for name, message in found["uses"].items()
    }
    assert extras == {
        "parseTaskclusterYml": None,
        "LocalTaskcluster": "testing",
        "progressBar": "progress",
        "compileDeployment": "compiler",
        "CompiledDeployment": "compiler",
        "MessageSource": None,
        "Pulse": "pulse",
    }


def test_missing_package_is_named_with_the_command_that_installs_it() -> None:
    with (
        pytest.raises(
            MissingExtra, match=r"^thing needs no_such_package: pip install 'tc-typed\[testing\]'$"
        ) as caught,
        needing("testing", "thing"),
    ):
        import_module("no_such_package")
    assert caught.value.name == "no_such_package"


def test_the_outermost_purpose_is_named() -> None:
    with (
        pytest.raises(MissingExtra, match=r"^command needs nowhere: .*\[cli\]'$"),
        needing("cli", "command"),
        needing("compiler", "compiler"),
    ):
        raise ModuleNotFoundError(name="nowhere")


@pytest.mark.parametrize("name", ["tc_typed.nothing", "tc_typed"])
def test_a_missing_module_of_ours_is_not_reported_as_a_missing_extra(name: str) -> None:
    with pytest.raises(ModuleNotFoundError) as caught, needing("testing", "thing"):
        raise ModuleNotFoundError(name=name)
    assert not isinstance(caught.value, MissingExtra)
