"""Untrusted contracts: their code never runs, and no file is written outside of the package."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compiler.hostile import (
    CANARY,
    FRAGMENTS,
    checkInert,
    contracts,
    hostileValues,
    isText,
    placesOf,
    withValue,
)
from tests.profiles import IS_LONG

from tc_typed.compiler import ContractError, compileContract
from tc_typed.compiler.contract.errors import UnexpectedCode
from tc_typed.compiler.contract.load import Json, contractOf

KINDS = contracts()
FILES = [(kind, path) for kind, files in KINDS.items() for path in files]
_numbers = count()


def compilationProblem(files: Mapping[str, Json]) -> str | None:
    """Compile a contract and check the package; return the problem if compilation fails."""
    name = f"hostile_{next(_numbers)}"
    try:
        made = compileContract(contractOf(files), name, lenient=True)
    except UnexpectedCode:
        raise
    except ContractError as error:
        for problem in error.problems:
            assert problem.isprintable()
            assert problem.startswith((*files, "services")), problem
        return str(error)
    checkInert(made, name)
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_the_contracts_of_these_tests_compile(kind: str) -> None:
    assert compilationProblem(KINDS[kind]) is None


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "path"), FILES)
def test_a_canary_in_any_string_or_key_is_quoted(kind: str, path: str) -> None:
    files = KINDS[kind]
    chance = random.Random(path)
    places = [place for place in placesOf(files[path]) if isText(files[path], place)]
    if not IS_LONG:
        places = chance.sample(places, -(-len(places) // 3))
    problems: list[str | None] = []
    for place in places:
        before, after = (chance.choices(FRAGMENTS, k=3) for _ in range(2))
        text = "".join([*before, CANARY, *after])
        problems.append(compilationProblem({**files, path: withValue(files[path], place, text)}))
    assert None in problems


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_any_content_of_a_contract_is_quoted_or_rejected(kind: str, data: st.DataObject) -> None:
    changed: dict[str, Json] = dict(KINDS[kind])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(sorted(changed)))
        place = data.draw(st.sampled_from([*placesOf(changed[path])]))
        changed[path] = withValue(changed[path], place, data.draw(hostileValues()))
    compilationProblem(changed)
