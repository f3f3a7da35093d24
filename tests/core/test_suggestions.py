"""Messages about names that clients and credentials don't have."""

from __future__ import annotations

import copy
import pickle
import pkgutil
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tc_typed
from tc_typed import (
    Credentials,
    InvalidCall,
    Options,
    Queue,
    TaskclusterAuthFailure,
    aio,
    buildUrl,
    createApiClient,
)
from tc_typed.core.client import operationsOf
from tc_typed.core.errors import didYouMean

ROOT = "https://tc.example.com"
EMPTY_REFERENCE: dict[str, object] = {"serviceName": "queue", "apiVersion": "v1", "entries": []}
CLIENTS: list[Queue | aio.Queue] = [Queue(rootUrl=ROOT), aio.Queue(rootUrl=ROOT)]

# Attributes of the official Python and JavaScript clients.
OFFICIAL = [
    *("buildUrl", "buildSignedUrl", "externalBuildUrl", "externalBuildSignedUrl"),
    *("makeHawkExt", "makeRequest", "options", "session", "createSession", "classOptions"),
    *("funcinfo", "_constructUrl", "_makeApiCall", "_makeHttpRequest"),
]


@pytest.mark.parametrize("client", CLIENTS, ids=["sync", "async"])
@pytest.mark.parametrize("name", OFFICIAL)
def test_names_of_the_official_clients_suggest_ours(client: object, name: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(client, name)
    message = f"'Queue' object has no attribute '{name}': use "
    assert str(caught.value).startswith(message)
    advice = str(caught.value).removeprefix(message)
    words = re.split(r"\W", advice.removeprefix("the option ").removeprefix("queue."))
    matches = [hasattr(tc_typed, words[0]), hasattr(client, words[0])]
    matches.append(words[0] in Options.__annotations__)
    if name == "funcinfo":
        assert pkgutil.resolve_name(".".join(words[:4])) is operationsOf(Queue)
        matches.append(True)
    assert any(matches)


@pytest.mark.parametrize("client", CLIENTS, ids=["sync", "async"])
@pytest.mark.parametrize("name", sorted(operationsOf(Queue)))
def test_a_misspelt_method_suggests_a_method_of_the_client(client: object, name: str) -> None:
    misspelt = name[:-1] + "X"
    with pytest.raises(AttributeError) as caught:
        getattr(client, misspelt)
    message = f"'Queue' object has no attribute '{misspelt}'"
    found = re.fullmatch(rf"{message}(; did you mean (\w+)\?)?", str(caught.value))
    assert found is not None
    if len(name) > 4:
        assert found[2] is not None
        assert hasattr(client, found[2])


@given(st.text())
def test_any_other_name_is_an_attribute_error(name: str) -> None:
    for client in CLIENTS:
        if name not in dir(client):
            assert not hasattr(client, name)


def test_clients_can_still_be_copied_and_pickled() -> None:
    for client in CLIENTS:
        assert repr(copy.copy(client)) == repr(client)
        assert repr(pickle.loads(pickle.dumps(client))) == repr(client)
        assert repr(client.use(timeout=5)) == repr(client)


def test_clients_created_from_references_suggest_replacements_too() -> None:
    client = createApiClient("Queue", EMPTY_REFERENCE)(rootUrl=ROOT)
    with pytest.raises(AttributeError, match=r"buildUrl\(queue\.<method>"):
        getattr(client, "buildUrl")  # noqa: B009  # hidden from type checkers


def test_build_url_refuses_the_name_of_a_method() -> None:
    with pytest.raises(InvalidCall, match=r"'getArtifact' is not an API method .* method itself"):
        buildUrl("getArtifact", "x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("clientID", "clientId"),
        ("client_id", "clientId"),
        ("access_token", "accessToken"),
        ("certificat", "certificate"),
    ],
)
def test_a_misspelt_part_of_credentials_suggests_the_right_one(wrong: str, right: str) -> None:
    parts = {"clientId": "c", "accessToken": "t", wrong: "hidden"}
    with pytest.raises(
        TaskclusterAuthFailure, match=rf"unknown key '{wrong}'; did you mean {right}\?"
    ) as caught:
        Queue(rootUrl=ROOT, credentials=parts)
    assert "hidden" not in str(caught.value)
    with pytest.raises(TaskclusterAuthFailure, match=r"unknown key 'zzzz'$"):
        Credentials.of({"clientId": "c", "accessToken": "t", "zzzz": "hidden"})


@pytest.mark.parametrize("option", sorted(Options.__annotations__))
def test_a_misspelt_option_suggests_the_right_one(option: str) -> None:
    wrong = option[:-1] + option[-1].upper()
    with pytest.raises(InvalidCall) as caught:
        Queue(**{"rootUrl": ROOT, wrong: 5})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert caught.value.reason == f"there is no option {wrong!r}; did you mean {option}?"


@given(st.text(), st.lists(st.text()))
def test_only_known_names_are_suggested(name: str, known: list[str]) -> None:
    hint = didYouMean(name, known)
    assert hint == "" or hint.removeprefix("; did you mean ").removesuffix("?") in known
    assert didYouMean("sample", ["other", "samples"]) == "; did you mean samples?"
