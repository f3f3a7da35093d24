"""Docstrings of methods, mainly the effects of retries."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.compiler.clients.samples import GLOSSARY, LIST_THINGS, PAGE
from tests.compiler.contract.test_openapi import bookshop
from tests.compiler.contracts import PROJECT, api, client, complaint, entry
from tests.compiler.hostile import FRAGMENTS, checkInert

import tc_typed
from tc_typed import aio
from tc_typed.compiler import ContractError, compileContract
from tc_typed.compiler.contract.load import Json, contractOf, readFiles
from tc_typed.compiler.contract.overlay import applyOverlay

CLAUSE = "the thing is done twice. A third time does no harm"
SENTENCES = (
    "An attempt that gets no response, or a 5xx response, is retried. If the server carried out the"
    " failed attempt, {}. Use `{}.use(retries=0)` to make a single attempt."
)


def docstrings(source: str) -> dict[str, str]:
    """Return the docstrings of a module's methods, with each paragraph on one line."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            paragraphs = (ast.get_docstring(node) or "").split("\n\n")
            found[node.name] = "\n\n".join(" ".join(it.split()) for it in paragraphs)
    return found


def test_docstrings_contain_the_texts_of_the_contract(tmp_path: Path) -> None:
    entry_ = {**LIST_THINGS, "scopes": {"AnyOf": ["a:<group>", "b"]}}
    text = client(tmp_path, api(entry_, **{"x-parameters": GLOSSARY}), PAGE)["client.py"]
    for part in (
        "Does what it says.",
        "group: Which group.",
        "limit: Number of things.",
        "Yields:\n            One of the things.",
        "API: `GET /things/<group>`, stable. Scopes: `a:<group>` or `b`.",
    ):
        assert part in text


# Retries


def test_sync_and_async_methods_document_the_effects_of_a_retry(tmp_path: Path) -> None:
    do = entry("do", method="post", route="/<thing>", args=["thing"], **{"x-retry": CLAUSE})
    glossary: dict[str, Json] = {"x-parameters": {"thing": "Which thing."}}
    made = client(tmp_path, api(do, entry("ping"), **glossary))
    for name in ("client.py", "aio.py"):
        found = docstrings(made[name])
        summary, description, retry, arguments, *_ = found["do"].split("\n\n")
        assert (summary, description) == ("Do it.", "Does what it says.")
        assert retry == SENTENCES.format(CLAUSE, "tiny")
        assert arguments == "Args: thing: Which thing."
        assert "retr" not in found["ping"]
    assert CLAUSE not in made["operations.py"]


@pytest.mark.parametrize(
    ("service", "variable"), [("worker-manager", "workerManager"), ("async", "async_")]
)
def test_docstrings_refer_to_the_client_by_its_attribute_name(
    tmp_path: Path, service: str, variable: str
) -> None:
    reference = {**api(entry("do", **{"x-retry": CLAUSE})), "serviceName": service}
    made = compileContract(contractOf({"api.json": reference}))
    sources = [source for path, source in made.items() if path.endswith(("client.py", "aio.py"))]
    found = [docstrings(source)["do"] for source in sources if "def do(" in source]
    assert len(found) == 2
    assert all(SENTENCES.format(CLAUSE, variable) in text for text in found)


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize(
    ("retry", "problem"),
    [
        (None, "must be a string"),
        (True, "must be a string"),
        ([CLAUSE], "must be a string"),
        ({"means": CLAUSE}, "must be a string"),
        ("", "must be a clause"),
        (".", "must be a clause"),
        ("it is done twice.", "must be a clause"),
        (" it is done twice", "must be a clause"),
        ("it is done twice ", "must be a clause"),
        ("it is\ndone twice", "must be a clause"),
        ("it is done twice\n", "must be a clause"),
    ],
)
def test_x_retry_must_be_a_clause(retry: Json, problem: str, *, lenient: bool) -> None:
    reference = api(entry("do", **{"x-retry": retry}))
    found = complaint(contractOf({"api.json": reference}), lenient=lenient)
    assert f"api.json#/entries/0/x-retry: {problem}" in found


@given(
    st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=5).map("".join),
    st.sampled_from(["{}", "{}boom()", "boom(){}", 'x"""\nboom()\n"""{}']),
)
def test_a_hostile_text_is_quoted_or_rejected(broken: str, form: str) -> None:
    text = form.format(broken)
    assume(not any("\ud800" <= char <= "\udfff" for char in text))
    reference = api(entry("do", **{"x-retry": text}))
    isClause = text and text == text.strip() and "\n" not in text and text[-1] != "."
    if not isClause:
        with pytest.raises(ContractError, match=r"^api\.json#/entries/0/x-retry: "):
            compileContract(contractOf({"api.json": reference}), "retried")
        return
    made = compileContract(contractOf({"api.json": reference}), "retried")
    checkInert(made, "retried")
    printable = "".join(char if char.isprintable() else " " for char in text)
    wanted = " ".join(SENTENCES.format(printable.replace('"""', "'''"), "tiny").split())
    for name in ("tiny/client.py", "tiny/aio.py"):
        assert wanted in docstrings(made[name])["do"].split("\n\n")


# OpenAPI


def test_an_operation_of_openapi_documents_the_effects_of_a_retry() -> None:
    made = compileContract(contractOf({"shop/openapi.json": bookshop()}), "mall", lenient=True)
    for name in ("shop/client.py", "shop/aio.py"):
        found = docstrings(made[name])
        wanted = SENTENCES.format("the books are added twice", "bookShop")
        assert wanted in found["add_books"].split("\n\n")
        assert "retried" not in found["put_cover"]


@pytest.mark.parametrize(
    ("where", "value", "problem"),
    [
        (("paths", "/books", "post"), 2, "must be a string"),
        (("paths", "/books", "post"), "twice.", "must be a clause"),
        (("paths", "/books"), CLAUSE, "the compiler does not know x-retry here"),
        (
            ("paths", "/books", "post", "responses", "200"),
            CLAUSE,
            "the compiler does not know x-retry here",
        ),
    ],
)
def test_only_operations_of_openapi_can_have_x_retry(
    where: tuple[str, ...], value: Json, problem: str
) -> None:
    document = bookshop()
    place: Json = document
    for step in where:
        assert isinstance(place, dict)
        place = place[step]
    assert isinstance(place, dict)
    place["x-retry"] = value
    found = complaint(contractOf({"shop/openapi.json": document}))
    steps = "/".join(step.replace("/", "~1") for step in where)
    assert f"shop/openapi.json#/{steps}/x-retry: {problem}" in found


# This package's contract


def test_the_overlay_adds_x_retry_to_a_deployments_methods() -> None:
    files = readFiles(PROJECT / "schemas")
    ours = files["hooks/v1/api.json"]
    bare: Json = json.loads(json.dumps(ours).replace('"x-retry"', '"x-theirs"'))
    made = compileContract(contractOf(applyOverlay({**files, "hooks/v1/api.json": bare})), "acme")
    assert "`hooks.use(retries=0)`" in docstrings(made["hooks/client.py"])["triggerHook"]
    made = compileContract(contractOf({**files, "hooks/v1/api.json": bare}), "acme")
    assert "retried" not in docstrings(made["hooks/client.py"])["triggerHook"]


@pytest.mark.parametrize(
    ("method", "asyncMethod", "variable", "consequence"),
    [
        (tc_typed.Hooks.triggerHook, aio.Hooks.triggerHook, "hooks", "a second task"),
        (
            tc_typed.Hooks.triggerHookWithToken,
            aio.Hooks.triggerHookWithToken,
            "hooks",
            "a second task",
        ),
        (tc_typed.Queue.claimWork, aio.Queue.claimWork, "queue", "`claim-expired`"),
        (tc_typed.Queue.createArtifact, aio.Queue.createArtifact, "queue", "`uploadId`"),
        (tc_typed.Notify.email, aio.Notify.email, "notify", "sent twice"),
        (tc_typed.Notify.pulse, aio.Notify.pulse, "notify", "published twice"),
        (tc_typed.Notify.matrix, aio.Notify.matrix, "notify", "sent twice"),
        (tc_typed.Notify.slack, aio.Notify.slack, "notify", "sent twice"),
        (tc_typed.Auth.createClient, aio.Auth.createClient, "auth", "`resetAccessToken`"),
    ],
)
def test_methods_that_are_not_idempotent_document_the_effects_of_a_retry(
    method: Callable[..., object],
    asyncMethod: Callable[..., object],
    variable: str,
    consequence: str,
) -> None:
    before, after = (
        SENTENCES.split("{}", 1)[0],
        f" Use `{variable}.use(retries=0)` to make a single",
    )
    for function in (method, asyncMethod):
        [paragraph] = [
            " ".join(it.split())
            for it in (inspect.getdoc(function) or "").split("\n\n")
            if "retries=0" in it
        ]
        assert paragraph.startswith(before)
        assert paragraph.endswith(f"{after} attempt.")
        assert consequence in paragraph
