"""Setup of clients: options, credentials, the environment."""

from __future__ import annotations

import ast
import copy
import inspect
import json
import pickle
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from types import SimpleNamespace
from typing import cast

import httpx
import pytest
import taskcluster
from pydantic import BaseModel
from tests.core.client_kinds import Connect
from tests.core.loopback import Serve, respond
from tests.core.sample_service import AsyncSample, Sample
from tests.core.secrets import (
    CERTIFICATE,
    PERMANENT,
    SEED,
    SIGNATURE,
    SIGNED_URL,
    TEMPORARY,
    TOKEN,
    assertHidden,
    everyText,
)

from tc_typed import Taskcluster, aio
from tc_typed.core.errors import InvalidCall, TaskclusterAuthFailure, TaskclusterFailure
from tc_typed.core.options import (
    AnyOptions,
    Options,
    SharedOptions,
    config,
    optionsFromEnvironment,
    resolve,
)
from tc_typed.core.redact import redact
from tc_typed.core.signing.httpx_auth import HawkAuth
from tc_typed.credentials import Credentials, CredentialsLike

ROOT = "https://tc.example.com"

CERTIFICATE_JSON = json.dumps(CERTIFICATE)
PROXY = "http://taskcluster"


def untyped(**options: object) -> AnyOptions:
    """Return options of a caller without a type checker."""
    return cast("AnyOptions", options)


def documentation(kind: type) -> Mapping[str, str]:
    """Return the docstrings below a class's attributes, each on one line."""
    [definition] = ast.parse(inspect.getsource(kind)).body
    assert isinstance(definition, ast.ClassDef)
    texts: dict[str, str] = {}
    for attribute, below in pairwise(definition.body):
        match attribute, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=text)):
                texts[name] = " ".join(str(text).split())
            case _:
                pass
    return texts


def refused(kind: type[TaskclusterFailure], make: Callable[[], object]) -> str:
    """Return the message of an expected error, which must not contain secrets."""
    with pytest.raises(kind) as caught:
        make()
    assertHidden(*everyText(caught.value))
    return str(caught.value)


# Options


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("rootURL", "rootUrl"),
        ("rooturl", "rootUrl"),
        ("credential", "credentials"),
        ("authorizedscopes", "authorizedScopes"),
        ("maxRetries", "retries"),
        ("timeOut", "timeout"),
    ],
)
def test_unknown_option_is_refused_with_a_hint(given: str, hint: str) -> None:
    options = untyped(rootUrl=ROOT, **{given: 1})
    for client in (Sample, AsyncSample):
        text = refused(InvalidCall, partial(client, options))
        assert repr(given) in text
        assert f"did you mean {hint}?" in text


def test_unknown_option_unlike_any_other_is_refused_without_a_hint() -> None:
    text = refused(InvalidCall, lambda: Sample(untyped(rootUrl=ROOT, zzz=1)))
    assert text == "Sample: there is no option 'zzz'"


def test_missing_root_url_is_explained() -> None:
    for options in ({}, {"rootUrl": ""}):
        text = refused(InvalidCall, partial(Sample, untyped(**options)))
        assert "TASKCLUSTER_ROOT_URL" in text


@pytest.mark.parametrize("rootUrl", ["tc.example.com", "ftp://tc.example.com", "//x", "HTTP//x"])
def test_root_url_must_be_http(rootUrl: str) -> None:
    assert "https://" in refused(InvalidCall, lambda: Sample(rootUrl=rootUrl))


@pytest.mark.parametrize("rootUrl", ["https://", "http:///", "https://x y/", "http://[::1"])
def test_root_url_without_a_usable_host_is_refused_at_once(rootUrl: str) -> None:
    refused(InvalidCall, lambda: Sample(rootUrl=rootUrl).close())


@pytest.mark.parametrize("value", [None, 1, b"https://x"])
def test_root_url_that_is_not_a_string_is_refused(value: object) -> None:
    refused(InvalidCall, lambda: Sample(untyped(rootUrl=value)))


@pytest.mark.parametrize("end", ["", "/", "///"])
def test_slashes_after_the_root_url_do_not_matter(end: str) -> None:
    assert resolve("Sample", {"rootUrl": ROOT + end}).rootUrl == ROOT


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("retries", -1),
        ("timeout", 0),
        ("timeout", -1.0),
        ("timeout", float("nan")),
        ("timeout", float("inf")),
        ("timeout", 1e10),
        pytest.param("timeout", 10**5000, id="huge timeout"),
        ("timeout", True),
        ("totalTimeout", 0),
        ("totalTimeout", 1e7),
        ("totalTimeout", "1"),
        ("maxResponseSize", 0),
        ("maxResponseSize", 1.5),
        ("maxResponseSize", "64 MiB"),
        pytest.param("retries", -(10**5000), id="huge retries"),
        ("delayFactor", 1e300),
        pytest.param("delayFactor", 10**5000, id="huge factor"),
        ("maxDelay", 1e10),
        ("authorizedScopes", "queue:*"),
        ("authorizedScopes", ["queue:\ud800"]),
        pytest.param("authorizedScopes", iter(["a"]), id="scopes that can be read only once"),
        ("traceId", "\ud800"),
        ("traceId", "x\0"),
        ("application", "\ud800"),
        ("httpClient", "x"),
        ("delayFactor", -0.1),
        ("delayFactor", float("nan")),
        ("maxDelay", -1),
        ("maxDelay", float("inf")),
        ("randomizationFactor", -0.1),
        ("randomizationFactor", 1.1),
        ("randomizationFactor", float("nan")),
        ("traceId", ""),
        ("traceId", "a\nb"),
        ("traceId", "é"),
        ("serviceDiscoveryScheme", "dns"),
        ("serviceDiscoveryScheme", None),
    ],
)
def test_option_out_of_range_is_refused(option: str, value: object) -> None:
    options = untyped(rootUrl=ROOT, **{option: value})
    for client in (Sample, AsyncSample):
        assert option in refused(InvalidCall, partial(client, options))


@pytest.mark.parametrize(
    ("option", "value", "problem"),
    [
        ("retries", "5", "must be an integer, got '5'"),
        ("retries", True, "must be an integer, got True"),
        ("retries", -1, "must be 0 or more, got -1"),
        ("timeout", "5", "must be a number of seconds, got '5'"),
        ("timeout", 0, "must be above 0 and at most 1,000,000 seconds, got 0"),
        ("totalTimeout", 1e7, "must be above 0 and at most 1,000,000 seconds, got 10000000.0"),
        ("maxResponseSize", 1.5, "must be an integer number of bytes, got 1.5"),
        ("maxResponseSize", 0, "must be 1 byte or more, got 0"),
        ("maxDelay", -1, "must be from 0 to 1,000,000 seconds, got -1"),
        ("randomizationFactor", 1.1, "must be from 0 to 1, got 1.1"),
        ("serviceDiscoveryScheme", "dns", "must be one of default, k8s-dns, got 'dns'"),
        ("authorizedScopes", "a", "must be a list of scopes, got 'a'"),
        ("rootUrl", "tc.example.com", "must be a URL like https://tc.example.com"),
    ],
)
def test_message_names_the_requirement_and_the_value(
    option: str, value: object, problem: str
) -> None:
    options = untyped(**{"rootUrl": ROOT, option: value})
    assert refused(InvalidCall, lambda: Sample(options)) == f"Sample: {option} {problem}"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("retries", 0),
        ("timeout", 1e6),
        ("timeout", 1e-9),
        ("totalTimeout", None),
        ("maxResponseSize", 1),
        ("delayFactor", 0),
        ("maxDelay", 1_000_000),
        ("randomizationFactor", 0),
        ("randomizationFactor", 1),
        ("authorizedScopes", ()),
        ("traceId", None),
        ("onAttempt", None),
    ],
)
def test_option_at_the_end_of_its_range_is_accepted(option: str, value: object) -> None:
    settings = resolve("Sample", untyped(rootUrl=ROOT, **{option: value}))
    holder = settings.retry if hasattr(settings.retry, option) else settings
    assert getattr(holder, option) == value


@pytest.mark.parametrize("given", [ROOT, [1], 5, TOKEN, {1}])
def test_options_that_are_not_a_dict_are_refused(given: object) -> None:
    for client in (Sample, AsyncSample, Taskcluster, aio.Taskcluster):
        text = refused(InvalidCall, partial(client, cast("Options", given)))
        assert text.startswith(f"{client.__name__}: options must be a dict, got ")


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "a..example", ".example"])
def test_host_that_is_invalid_in_dns_is_refused(host: str) -> None:
    refused(InvalidCall, lambda: Sample(rootUrl=f"https://{host}"))


def test_defaults() -> None:
    settings = resolve("Sample", {"rootUrl": ROOT})
    assert (settings.timeout, settings.retry.retries) == (30, 5)
    assert (settings.credentials, settings.authorizedScopes) == (None, None)


def test_docstrings_of_options_state_the_numeric_defaults() -> None:
    settings = resolve("Sample", {"rootUrl": ROOT})
    stated = {
        option: float(found[1].replace(",", ""))
        for option, text in documentation(SharedOptions).items()
        if (found := re.search(r"Defaults to (\d(?:[\d.,]*\d)?)", text))
    }
    retry = {"retries", "delayFactor", "randomizationFactor", "maxDelay"}
    assert stated.keys() == {*retry, "timeout", "maxResponseSize"}
    assert stated == {
        option: getattr(settings.retry if option in retry else settings, option)
        for option in stated
    }


def test_keywords_take_precedence_over_the_options_object() -> None:
    options: Options = {"rootUrl": "https://other.example.com", "timeout": 5}
    client = Sample(options, rootUrl=ROOT)
    assert ROOT in repr(client)
    assert options == {"rootUrl": "https://other.example.com", "timeout": 5}
    client.close()


def test_use_checks_what_changes() -> None:
    with Sample(rootUrl=ROOT) as client:
        refused(InvalidCall, lambda: client.use(retries=-1))
        refused(InvalidCall, lambda: client.use(**untyped(timeOut=1)))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # the options contain no async httpClient
        refused(TaskclusterAuthFailure, lambda: client.use(credentials={"clientId": "x"}))
        assert type(client.use(timeout=1)) is Sample


def test_trace_id_is_sent_with_each_call(connect: Connect, serve: Serve) -> None:
    server = serve(respond({"name": "x"}))
    client = connect(server.url, traceId="trace/1 2", credentials=TEMPORARY)
    client.getThing("x")
    client.use(traceId=None).getThing("x")
    traced, untraced = server.received
    assert traced.headers["x-taskcluster-trace-id"] == "trace/1 2"
    assert "x-taskcluster-trace-id" not in untraced.headers


def test_services_inside_the_cluster_are_reached_by_dns_name() -> None:
    def seen(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"name": str(request.url)})

    with httpx.Client(transport=httpx.MockTransport(seen)) as http:
        client = Sample(rootUrl=ROOT, httpClient=http, serviceDiscoveryScheme="k8s-dns")
        assert client.getThing("x").name == "http://taskcluster-sample/api/sample/v1/thing/x"
        outside = client.use(serviceDiscoveryScheme="default")
        assert outside.getThing("x").name == f"{ROOT}/api/sample/v1/thing/x"
    assert ROOT in repr(client)


# Defaults of the process


@pytest.fixture
def processDefaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reset the process's defaults after the test."""
    monkeypatch.setattr("tc_typed.core.options._defaults", {})


def traceOf(client: Sample) -> str | None:
    """Return the trace id that a client sends."""
    seen: list[str | None] = []

    def keep(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("x-taskcluster-trace-id"))
        return httpx.Response(200, json={"name": "x"})

    with httpx.Client(transport=httpx.MockTransport(keep)) as http:
        client.use(httpClient=http).getThing("x")
    return seen[0]


@pytest.mark.usefixtures("processDefaults")
def test_defaults_of_the_process_apply_to_options_that_a_client_is_not_given() -> None:
    before = Sample(rootUrl=ROOT)
    config(rootUrl=ROOT, traceId="process")
    assert traceOf(Sample()) == "process"
    assert traceOf(Sample({"traceId": "object"})) == "object"
    assert traceOf(Sample({"traceId": "object"}, traceId="keyword")) == "keyword"
    assert traceOf(Sample(traceId=None)) is None
    assert traceOf(before) is None


@pytest.mark.usefixtures("processDefaults")
def test_defaults_of_the_process_add_up() -> None:
    config(rootUrl="https://other.example.com", traceId="one")
    config(rootUrl=ROOT)
    client = Sample()
    assert ROOT in repr(client)
    assert traceOf(client) == "one"
    assert ROOT in repr(AsyncSample())
    assert ROOT in repr(Taskcluster())


@pytest.mark.usefixtures("processDefaults")
def test_defaults_of_the_process_do_not_affect_copies_of_older_clients() -> None:
    client = Sample(rootUrl=ROOT)
    config(traceId="late")
    assert traceOf(client.use(timeout=5)) is None


@pytest.mark.usefixtures("processDefaults")
def test_unknown_default_of_the_process_is_refused() -> None:
    text = refused(InvalidCall, lambda: config(**untyped(timeOut=5)))
    assert text == "config: there is no option 'timeOut'; did you mean timeout?"
    assert "TASKCLUSTER_ROOT_URL" in refused(InvalidCall, Sample)


# Credentials


@dataclass
class Claimed:
    """Credentials in the response to a claim."""

    clientId: str
    accessToken: str
    certificate: str | None


class Modelled(BaseModel):
    clientId: str
    accessToken: str
    certificate: str


@pytest.mark.parametrize(
    "given",
    [
        {"clientId": "some/client", "accessToken": TOKEN, "certificate": CERTIFICATE_JSON},
        {"clientId": "some/client", "accessToken": TOKEN, "certificate": {**CERTIFICATE}},
        Claimed("some/client", TOKEN, CERTIFICATE_JSON),
        Modelled(clientId="some/client", accessToken=TOKEN, certificate=CERTIFICATE_JSON),
        SimpleNamespace(clientId="some/client", accessToken=TOKEN, certificate={**CERTIFICATE}),
        TEMPORARY,
    ],
    ids=lambda given: type(given).__name__,
)
def test_credentials_of_any_form_are_valid(
    given: CredentialsLike | Mapping[str, object],
) -> None:
    assert Credentials.of(given) == TEMPORARY
    settings = resolve("Sample", {"rootUrl": ROOT, "credentials": given})
    assert settings.credentials == TEMPORARY
    assertHidden(repr(settings), repr(Credentials.of(given)), repr(HawkAuth(given)))


def test_credentials_that_the_official_client_turned_into_bytes_are_valid() -> None:
    credentials = {"clientId": "some/client", "accessToken": TOKEN, "certificate": CERTIFICATE_JSON}
    taskcluster.Queue({"rootUrl": ROOT, "credentials": credentials})
    assert all(isinstance(part, bytes) for part in credentials.values())
    assert Credentials.of(credentials) == TEMPORARY


@pytest.mark.parametrize("absent", [None, ""])
def test_credentials_without_a_certificate_are_permanent(absent: str | None) -> None:
    assert Credentials("some/client", TOKEN, absent).certificate is None


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"clientId": "x"},
        {"accessToken": TOKEN},
        {"clientId": "", "accessToken": TOKEN},
        {"clientId": "x", "accessToken": ""},
        {"clientId": "x", "accessToken": TOKEN + "\n"},
        {"clientId": "é", "accessToken": TOKEN},
        {"clientId": "x", "accessToken": TOKEN, "token": TOKEN},
        {"clientId": 1, "accessToken": TOKEN},
        {"clientId": "x", "accessToken": bytearray(TOKEN, "ascii")},
        {"clientId": "é".encode(), "accessToken": TOKEN},
        {"clientId": "x", "accessToken": b"\xff" + TOKEN.encode()},
        {"clientId": "x", "accessToken": TOKEN, "certificate": b"\xff"},
    ],
)
def test_unusable_credentials_are_refused(parts: Mapping[str, object]) -> None:
    text = refused(TaskclusterAuthFailure, lambda: Credentials.of(parts))
    assert text.startswith("Credentials: ")


@pytest.mark.parametrize("given", ["some/client", 7, object()])
def test_credentials_of_another_type_are_refused(given: object) -> None:
    refused(TaskclusterAuthFailure, lambda: Sample(untyped(rootUrl=ROOT, credentials=given)))


@pytest.mark.parametrize("clientId", ['a"b', "a\\b"])
def test_client_id_that_is_invalid_in_a_header_is_refused(clientId: str) -> None:
    refused(TaskclusterAuthFailure, lambda: Credentials(clientId, TOKEN))


def without(part: str) -> dict[str, object]:
    return {name: value for name, value in CERTIFICATE.items() if name != part}


@pytest.mark.parametrize(
    "certificate",
    [
        "not JSON " + SEED,
        f'{{"seed": "{SEED}"',
        json.dumps([SEED]),
        json.dumps(SEED),
        "null",
        [SEED],
        {},
        *(without(part) for part in ("version", "scopes", "start", "expiry", "seed", "signature")),
    ],
)
def test_unusable_certificate_is_refused(certificate: object) -> None:
    given = {"clientId": "x", "accessToken": TOKEN, "certificate": certificate}
    assert "certificate" in refused(TaskclusterAuthFailure, lambda: Credentials.of(given))


def test_certificate_of_credentials_without_a_name_has_no_issuer() -> None:
    certificate = without("issuer")
    for given in (certificate, json.dumps(certificate)):
        assert Credentials("x", TOKEN, given).certificate == certificate


def test_certificate_keeps_parts_that_this_version_does_not_know() -> None:
    certificate = {**CERTIFICATE, "more": [1]}
    assert Credentials("x", TOKEN, certificate).certificate == certificate


def test_equal_credentials_have_equal_hashes() -> None:
    again = Credentials("some/client", TOKEN, json.dumps(CERTIFICATE))
    assert len({TEMPORARY, again, PERMANENT}) == 2


def test_swapped_arguments_do_not_show_the_token() -> None:
    refused(TaskclusterAuthFailure, lambda: Credentials(TOKEN + " ", "some/client"))
    refused(TaskclusterAuthFailure, lambda: Credentials(TOKEN + "=", "some/client"))


def test_credentials_cannot_change_and_can_be_copied() -> None:
    with pytest.raises(AttributeError):
        TEMPORARY.clientId = "other"  # type: ignore[misc]  # what is tested
    assert copy.copy(TEMPORARY) == copy.deepcopy(TEMPORARY) == TEMPORARY
    assert pickle.loads(pickle.dumps(TEMPORARY)) == TEMPORARY


def test_reprs_show_no_secrets() -> None:
    assertHidden(repr(TEMPORARY), str(TEMPORARY), f"{TEMPORARY}", repr([TEMPORARY]))
    assert "some/client" in repr(TEMPORARY)


# The environment


def test_options_come_from_the_environment() -> None:
    environment = {
        "TASKCLUSTER_ROOT_URL": ROOT,
        "TASKCLUSTER_CLIENT_ID": "some/client",
        "TASKCLUSTER_ACCESS_TOKEN": TOKEN,
        "TASKCLUSTER_CERTIFICATE": CERTIFICATE_JSON,
        "OTHER": "x",
    }
    options = optionsFromEnvironment(environment=environment)
    assert options == {"rootUrl": ROOT, "credentials": TEMPORARY}
    assertHidden(repr(options))
    Sample(options).close()


def test_environment_of_the_process_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLIENT_ID", "ACCESS_TOKEN", "CERTIFICATE"):
        monkeypatch.delenv(f"TASKCLUSTER_{name}", raising=False)
    monkeypatch.setenv("TASKCLUSTER_ROOT_URL", ROOT)
    assert optionsFromEnvironment() == {"rootUrl": ROOT}


def test_empty_environment_gives_no_options() -> None:
    names = ("ROOT_URL", "CLIENT_ID", "ACCESS_TOKEN", "CERTIFICATE")
    assert optionsFromEnvironment(environment={}) == {}
    assert optionsFromEnvironment(environment={f"TASKCLUSTER_{name}": "" for name in names}) == {}


@pytest.mark.parametrize(
    ("given", "missing"), [("CLIENT_ID", "ACCESS_TOKEN"), ("ACCESS_TOKEN", "CLIENT_ID")]
)
def test_half_of_the_credentials_in_the_environment_is_refused(given: str, missing: str) -> None:
    text = refused(
        InvalidCall, lambda: optionsFromEnvironment(environment={f"TASKCLUSTER_{given}": TOKEN})
    )
    assert f"TASKCLUSTER_{missing} is not; set both or neither" in text


def test_invalid_certificate_in_the_environment_is_refused() -> None:
    environment = {
        "TASKCLUSTER_CLIENT_ID": "x",
        "TASKCLUSTER_ACCESS_TOKEN": TOKEN,
        "TASKCLUSTER_CERTIFICATE": SIGNATURE,
    }
    refused(TaskclusterAuthFailure, lambda: optionsFromEnvironment(environment=environment))


# Redacting


@pytest.mark.parametrize(
    "text",
    [
        "plain text stays",
        "https://x.example/a?limit=5&continuationToken=abc",
        '{"clientId": "x", "tokens": ["y"]}',
        "signature of the function",
        "",
    ],
)
def test_text_without_secrets_is_unchanged(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        SIGNED_URL,
        f"<a href='{SIGNED_URL}'>",
        json.dumps({"url": SIGNED_URL}),
        CERTIFICATE_JSON,
        json.dumps({**CERTIFICATE}, indent=2),
        json.dumps({"payload": CERTIFICATE_JSON}),
        repr({**CERTIFICATE}),
    ],
)
def test_secrets_are_redacted(text: str) -> None:
    assertHidden(redact(text), redact(redact(text)))


@pytest.mark.parametrize(
    "rootUrl",
    [
        "https://tc.example.com/?a=1",
        "https://tc.example.com/#tasks",
        "https://user:password@tc.example.com",
        "https://tc.example.com\\@elsewhere",
    ],
)
def test_root_url_with_extra_parts_is_refused(rootUrl: str) -> None:
    assert "password" not in refused(InvalidCall, lambda: resolve("Queue", {"rootUrl": rootUrl}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timeout", None),
        ("timeout", "3"),
        ("timeout", True),
        ("retries", None),
        ("retries", "5"),
        ("retries", 1.5),
        ("authorizedScopes", 5),
        ("authorizedScopes", [1]),
        ("delayFactor", "1"),
        ("delayFactor", True),
        ("maxDelay", None),
        ("randomizationFactor", [0.5]),
        ("traceId", 5),
        ("serviceDiscoveryScheme", ["default"]),
    ],
)
def test_option_of_another_type_is_refused(name: str, value: object) -> None:
    options = {"rootUrl": "https://tc.example.com", name: value}
    assert name in refused(InvalidCall, lambda: resolve("Queue", options))  # type: ignore[arg-type]  # on purpose


def test_environment_takes_precedence_over_defaults() -> None:
    environment = {"TASKCLUSTER_ROOT_URL": "https://b"}
    options = optionsFromEnvironment(
        {"rootUrl": "https://a", "retries": 1}, environment=environment
    )
    assert options == {"rootUrl": "https://b", "retries": 1}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"PROXY_URL": PROXY}, {"rootUrl": PROXY}),
        ({"PROXY_URL": PROXY, "ROOT_URL": ROOT}, {"rootUrl": PROXY}),
        ({"PROXY_URL": "", "ROOT_URL": ROOT}, {"rootUrl": ROOT}),
        (
            {
                "PROXY_URL": PROXY,
                "ROOT_URL": ROOT,
                "CLIENT_ID": "some/client",
                "ACCESS_TOKEN": TOKEN,
            },
            {"rootUrl": ROOT, "credentials": PERMANENT},
        ),
    ],
)
def test_proxy_of_a_task_is_used_if_there_are_no_credentials(
    environment: Mapping[str, str], expected: Options
) -> None:
    named = {f"TASKCLUSTER_{name}": value for name, value in environment.items()}
    assert optionsFromEnvironment(environment=named) == expected
