"""Each fault raises the documented error with each kind of client, and no secret is shown."""

from __future__ import annotations

import gc
import logging
import pickle
import traceback
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path

import pytest
from tests.core.client_kinds import OWN_HTTPX2, connecting
from tests.core.faults import CLIENTS, MATRIX, SECRETS, Case, Fault, Scenario
from tests.core.sample_service import Thing, ThingDefinition
from tests.core.secrets import base64Forms

import tc_typed
from tc_typed.core.errors import (
    TaskclusterConnectionError,
    TaskclusterFailure,
)

FORMS = [form for secret in SECRETS for form in (secret, *base64Forms(secret))]
PAGE = Path(__file__).parents[2] / "docs/pages/runtime/faults.md"
SOURCE = str(Path(tc_typed.__file__).parent)


def casesOf(fault: Fault, clientKind: str) -> Iterator[tuple[str, Case]]:
    """Yield the cases of a fault to test with a kind of client.

    httpx2 mostly behaves like httpx, so one case is enough, unless the fault is in the client.
    """
    oneIsEnough = clientKind in OWN_HTTPX2 and fault not in CLIENTS
    yield from islice(fault.cases.items(), 1 if oneIsEnough else None)


CASES = [
    pytest.param(fault, case, clientKind, id=f"{fault.text[:40]}: {name} [{clientKind}]")
    for faults in MATRIX.values()
    for fault in faults
    for clientKind in fault.clientKinds
    for name, case in casesOf(fault, clientKind)
]


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize(("fault", "case", "clientKind"), CASES)
def test_fault(
    fault: Fault,
    case: Case,
    clientKind: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with ExitStack() as stack, connecting(clientKind, monkeypatch) as connect:
            scenario = Scenario(connect, stack, monkeypatch, fault.isRetried)
            case(scenario)
            check(fault, scenario)
        gc.collect(0)
    # httpx-aiohttp uses deprecated parts of aiohttp.
    ours = [str(it.message) for it in caught if it.category is not DeprecationWarning]
    assert not ours
    records = [
        f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records
    ]
    assertHidden("\n".join(records))
    assert not [text for text in caplog.messages if "nclosed" in text]
    complaints = [record for record in caplog.records if record.levelno >= logging.WARNING]
    for record in complaints:
        assert any(text in record.getMessage() for text in scenario.warnings), record.getMessage()
    assert bool(complaints) == bool(scenario.warnings)


def test_page_has_a_line_for_each_fault() -> None:
    shown: dict[str, list[str]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            shown[line.removeprefix("## ")] = []
        elif line.startswith("| ") and not line.startswith("| Fault |"):
            shown[[*shown][-1]].append(line)
    assert shown == {group: [*map(lineOf, faults)] for group, faults in MATRIX.items()}


def lineOf(fault: Fault) -> str:
    """Return the page's line about a fault."""
    if fault.kind is None:
        result = "the result"
    else:
        name = fault.kind.__name__
        result = f"[`{name}`](errors.md#{fault.kind.__module__}.{name})"
        if not fault.wasSent:
            result += ", not sent"
    return f"| {fault.text} | {result} | {'yes' if fault.isRetried else 'no'} |"


def check(fault: Fault, scenario: Scenario) -> None:
    """Make the call in which the fault occurs, and then one that should succeed."""
    if scenario.url is None:
        scenario.start()
    client = scenario.connect(scenario.rootUrl, **scenario.options)
    before = 0
    if scenario.isWarm:
        assert client.getThing("x").name == "x"
        scenario.between()
        before = 1
    if fault.kind is None:
        result = scenario.call(client)
        assert isinstance(result, Thing)
        assert result.name == "x"
    else:
        with pytest.raises(TaskclusterFailure) as caught:
            scenario.call(client)
        checkError(caught.value, fault, scenario)
    arriving = scenario.attempts if scenario.arriving is None else scenario.arriving
    arrived = 0 if scenario.server is None else len(scenario.server.received)
    assert arrived == before + arriving or not scenario.isCounted
    if scenario.recovers:
        scenario.after()
        assert client.use(timeout=10, onAttempt=None).getThing("after").name == "after"


def checkError(error: TaskclusterFailure, fault: Fault, scenario: Scenario) -> None:
    """Check everything that all errors have in common."""
    text = str(error)
    assert type(error) is fault.kind, text
    if scenario.title:
        assert error.call == scenario.title
        assert text.startswith(f"{scenario.title}: ")
    assert len(text) < 3000
    text.encode()
    assert not [char for char in text if not char.isprintable() and char != "\n"]
    wasMade = error.attempts > 0
    assert (error.address is not None) == wasMade
    if wasMade:
        assert scenario.rootUrl in text
    assert error.attempts == (scenario.attempts if wasMade else 0)
    if isinstance(error, TaskclusterConnectionError):
        assert error.wasSent == fault.wasSent
        assert error.unanswered == (error.attempts if fault.wasSent else 0)
        assert ("may have carried out" in text) == (error.unanswered > 0 and error.attempts > 1)
    else:
        assert error.unanswered == 0 or not wasMade
    isFromProvider = "provider failed" in text
    assertHidden(*ownTexts(error))
    if not isFromProvider:
        assert error.__cause__ is None
        assert error.__context__ is None
        assertHidden(*traceback.format_exception(error))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), again.args, {**vars(again)}) == (text, error.args, {**vars(error)})


def ownTexts(error: TaskclusterFailure) -> Iterator[str]:
    """Yield all texts of our error that a log, a screen or a crash reporter may show."""
    yield from (str(error), repr(error), repr(error.args), repr(error.response))
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename.startswith(SOURCE):
            # Arguments that the caller passed are the caller's responsibility.
            for value in frame.f_locals.values():
                if not isinstance(value, str | bytes | int | tuple | list | dict | ThingDefinition):
                    with suppress(Exception):
                        yield repr(value)


def assertHidden(*texts: str) -> None:
    """Assert that no text contains a secret, either verbatim or in base64."""
    for text in texts:
        for form in FORMS:
            assert form not in text, f"{form} appears in: {text[:2000]}"
