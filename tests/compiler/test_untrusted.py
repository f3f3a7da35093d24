"""A contract can come from anywhere: nothing of it runs, or leaves the folder of the package."""

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
    having,
    hostileValues,
    isText,
    placesOf,
)

from tc_typed.compiler import ContractError, compileContract
from tc_typed.compiler.contract.errors import UnexpectedCode
from tc_typed.compiler.contract.load import Json, contractOf

KINDS = contracts()
FILES = [(kind, path) for kind, files in KINDS.items() for path in files]
_numbers = count()


def compiled(files: Mapping[str, Json]) -> str | None:
    """Compile a contract and check what comes out; the problem, where it is refused."""
    name = f"hostile_{next(_numbers)}"
    try:
        made = compileContract(contractOf(files), name, lenient=True)
    except UnexpectedCode:
        raise
    except ContractError as refusal:
        for problem in refusal.problems:
            assert problem.isprintable()
            assert problem.startswith((*files, "services")), problem
        return str(refusal)
    checkInert(made, name)
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_the_contracts_of_these_tests_compile(kind: str) -> None:
    assert compiled(KINDS[kind]) is None


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "path"), FILES)
def test_a_canary_in_any_string_or_key_stays_a_text(kind: str, path: str) -> None:
    files = KINDS[kind]
    chance = random.Random(path)
    places = [place for place in placesOf(files[path]) if isText(files[path], place)]
    problems: list[str | None] = []
    for place in places:
        before, after = (chance.choices(FRAGMENTS, k=3) for _ in range(2))
        text = "".join([*before, CANARY, *after])
        problems.append(compiled({**files, path: having(files[path], place, text)}))
    assert None in problems


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_whatever_a_contract_says_is_quoted_or_refused(kind: str, data: st.DataObject) -> None:
    changed: dict[str, Json] = dict(KINDS[kind])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(sorted(changed)))
        place = data.draw(st.sampled_from([*placesOf(changed[path])]))
        changed[path] = having(changed[path], place, data.draw(hostileValues()))
    compiled(changed)
