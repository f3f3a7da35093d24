"""Users who know a method can guess the name of its payload."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.load import loadContract
from tc_typed.compiler.models.bundle import bundles
from tc_typed.compiler.models.naming import className

SCHEMAS = Path(__file__).parents[3] / "schemas"
EXCEPTIONS = {
    "createTask": "TaskDefinition",  # the usual term
    "defineTask": "TaskDefinition",
    "set": "SetSecretRequest",  # a verb alone is not clear
}


def payloads(folder: Path) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield each class that is a whole payload, with the methods that take it."""
    for bundle in bundles(loadContract(folder), Problems()):
        if bundle.service.client is None:
            methods: dict[str, set[str]] = {}
            for method, payload in bundle.payloads.items():
                if payload.shape.named is not None:
                    methods.setdefault(payload.text, set()).add(method)
            for name, takers in methods.items():
                yield bundle.service.name, name, frozenset(takers)


@pytest.mark.parametrize("folder", [SCHEMAS, SCHEMAS / "legacy"], ids=["today", "legacy"])
def test_a_payload_is_named_after_a_method_that_takes_it(folder: Path) -> None:
    found = [*payloads(folder)]
    assert len(found) > 10
    for service, name, takers in found:
        allowed = {EXCEPTIONS.get(it, className(f"{it} Request")) for it in takers}
        assert name in allowed, f"{service}: {name} is the payload of {', '.join(takers)}"
