"""URLs of calls, plain and signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import cast
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.sample_service import AsyncSample, Sample, ThingDefinition
from tests.core.secrets import CERTIFICATE, PERMANENT, TEMPORARY, TOKEN

from tc_typed import (
    buildSignedUrl,
    buildUrl,
    externalBuildSignedUrl,
    externalBuildUrl,
    legacy,
)
from tc_typed.core.errors import InvalidCall, TaskclusterAuthFailure
from tc_typed.core.options import Options
from tc_typed.credentials import Credentials
from tc_typed.hooks import Hooks
from tc_typed.legacy.ec2_manager import EnsureKeyPairRequest
from tc_typed.queue import Queue
from tc_typed.testing import LocalTaskcluster

ROOT = "https://tc.example.com"
API = f"{ROOT}/api/sample/v1"

_checkBewit: Callable[..., bool] = import_module("mohawk.bewit").check_bewit

characters = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
names = characters.filter(lambda text: text not in (".", ".."))


def client(credentials: Credentials | None = PERMANENT, **options: str) -> Sample:
    return Sample(rootUrl=options.get("rootUrl", ROOT), credentials=credentials)


class Bewit:
    """The parts of the bewit in a signed URL."""

    def __init__(self, signed: str) -> None:
        self.url, _, text = signed.rpartition("bewit=")
        self.url = self.url[:-1]
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        self.clientId, expiry, self.mac, self.ext = raw.split("\\")
        self.expiry = int(expiry)

    def expectedMac(self, key: str = TOKEN) -> str:
        """Compute the MAC as Hawk defines it."""
        parts = urlsplit(self.url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        target = self.url.removeprefix(f"{parts.scheme}://{parts.netloc}")
        lines = ["hawk.1.bewit", self.expiry, "", "GET", target, parts.hostname, port, "", self.ext]
        text = "".join(f"{line}\n" for line in lines)
        return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


def test_the_url_of_a_call_is_the_one_that_the_call_requests() -> None:
    assert buildUrl(client().getThing, "a/b c") == f"{API}/thing/a%2Fb%20c"
    assert buildUrl(client().listThings, limit=5) == f"{API}/things?limit=5"
    assert buildUrl(client().info) == f"{API}/info"
    assert buildUrl(AsyncSample(rootUrl=ROOT).getThing, name="x") == f"{API}/thing/x"


@given(names, names, st.integers(0))
def test_the_mac_of_a_signed_url_follows_hawk(name: str, path: str, run: int) -> None:
    signed = buildSignedUrl(client().getFile, name, run, path)
    bewit = Bewit(signed)
    assert bewit.url == buildUrl(client().getFile, name, run, path)
    assert (bewit.clientId, bewit.ext) == ("some/client", "")
    assert bewit.mac == bewit.expectedMac()


@given(st.text("abc/%é &=", min_size=1), st.integers(0))
def test_the_mac_of_a_signed_url_with_a_query_follows_hawk(token: str, limit: int) -> None:
    build = buildSignedUrl.given(expiration=60)
    signed = build(client().listThings, continuationToken=token, limit=limit)
    bewit = Bewit(signed)
    assert bewit.mac == bewit.expectedMac()
    pairs = dict(parse_qsl(urlsplit(signed).query, strict_parsing=True))
    assert pairs.keys() == {"continuationToken", "limit", "bewit"}
    assert (pairs["continuationToken"], pairs["limit"]) == (token, str(limit))


@pytest.mark.parametrize("rootUrl", [ROOT, "http://tc.example.com", "https://tc.example.com:8443"])
def test_mohawk_accepts_a_signed_url(rootUrl: str) -> None:
    signed = buildSignedUrl(client(rootUrl=rootUrl).getFile, "a b", 0, "public/x.log")
    bewit = Bewit(signed)

    def credentialsOf(clientId: str) -> dict[str, str]:
        assert clientId == "some/client"
        return {"id": clientId, "key": TOKEN, "algorithm": "sha256"}

    url = f"{bewit.url}?bewit={_otherAlphabet(signed)}"
    assert _checkBewit(url, credentialsOf, now=bewit.expiry - 1)
    with pytest.raises(Exception, match="expired"):
        _checkBewit(url, credentialsOf, now=bewit.expiry + 1)


def _otherAlphabet(signed: str) -> str:
    """Return the bewit of a URL in the alphabet and with the padding that mohawk expects."""
    text = signed.rpartition("bewit=")[2]
    return base64.b64encode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))).decode()


def test_the_signature_is_of_the_quoted_url() -> None:
    url = buildSignedUrl(client(rootUrl="https://tc.example.com/\u00e9").getThing, "x")
    assert url.startswith("https://tc.example.com/%C3%A9/api/sample/v1/thing/x?bewit=")


def test_certificate_and_authorized_scopes_are_in_the_bewit() -> None:
    restricted = client(TEMPORARY).use(authorizedScopes=["a"])
    bewit = Bewit(buildSignedUrl(restricted.getThing, "x"))
    assert json.loads(base64.b64decode(bewit.ext)) == {
        "certificate": CERTIFICATE,
        "authorizedScopes": ["a"],
    }
    assert bewit.mac == bewit.expectedMac()


@pytest.mark.parametrize(
    ("expiration", "seconds"),
    [(1, 1), (3600, 3600), (0.5, 0), (timedelta(hours=2), 7200), (None, 900)],
)
def test_a_signed_url_is_valid_for_the_given_time(
    expiration: float | timedelta | None, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_700_000_000.25)
    for builder in (buildSignedUrl, externalBuildSignedUrl):
        build = builder if expiration is None else builder.given(expiration=expiration)
        assert Bewit(build(client().getThing, "x")).expiry == 1_700_000_000 + seconds


@pytest.mark.parametrize(
    "expiration", [0, -1, float("nan"), float("inf"), timedelta(0), timedelta(seconds=-1)]
)
def test_an_expiration_out_of_range_is_refused(expiration: float | timedelta) -> None:
    with pytest.raises(
        InvalidCall, match="expiration must be above 0 and below 10,000,000,000 seconds"
    ):
        buildSignedUrl.given(expiration=expiration)


@pytest.mark.parametrize("expiration", ["5", None, True])
def test_an_expiration_of_the_wrong_type_is_refused(expiration: object) -> None:
    with pytest.raises(
        InvalidCall, match="expiration must be above 0 and below 10,000,000,000 seconds"
    ):
        buildSignedUrl.given(expiration=cast("float", expiration))


def test_an_expiration_among_the_arguments_of_the_method_is_refused() -> None:
    for name, build in (
        ("buildSignedUrl", buildSignedUrl),
        ("externalBuildSignedUrl", externalBuildSignedUrl),
    ):
        untyped = cast("Callable[..., str]", build)
        with pytest.raises(InvalidCall) as caught:
            untyped(client().getThing, "x", expiration=60)
        assert f"{name}: " in str(caught.value)
        assert f"use {name}.given(expiration=…)(method, …)" in str(caught.value)
        assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_an_expiration_only_affects_the_returned_builder() -> None:
    before = buildSignedUrl(client().getThing, "x")
    long = buildSignedUrl.given(expiration=timedelta(days=1))(client().getThing, "x")
    after = buildSignedUrl(client().getThing, "x")
    assert Bewit(long).expiry - Bewit(before).expiry > 80_000
    assert Bewit(after).expiry - Bewit(before).expiry < 60


def test_external_urls_with_an_expiration_are_external_too() -> None:
    inside = client().use(serviceDiscoveryScheme="k8s-dns")
    signed = externalBuildSignedUrl.given(expiration=60)(inside.getThing, "x")
    assert Bewit(signed).url == f"{API}/thing/x"


def test_only_urls_of_get_methods_are_signed() -> None:
    for build in (buildSignedUrl, externalBuildSignedUrl):
        with pytest.raises(InvalidCall, match=r"sample\.deleteThing is a DELETE"):
            build(client().deleteThing, "x")


def test_every_method_has_a_url() -> None:
    assert buildUrl(client().deleteThing, "x") == f"{API}/thing/x"
    definition = ThingDefinition(created=datetime(2026, 1, 31, tzinfo=UTC), payload={})
    assert externalBuildUrl(client().putThing, "a/b", definition) == f"{API}/thing/a%2Fb"
    hooks = Hooks(rootUrl=ROOT)
    webhook = buildUrl(hooks.triggerHookWithToken, "group", "hook", "a token", {})
    assert webhook == f"{ROOT}/api/hooks/v1/hooks/group/hook/trigger/a%20token"


@pytest.mark.parametrize("method", [print, len, Sample.getThing, Sample, 7])
def test_anything_but_a_method_of_a_client_is_refused(method: object) -> None:
    with pytest.raises(InvalidCall, match="is not an API method of a client"):
        buildUrl(cast("Callable[[], object]", method))


def test_methods_that_do_not_call_the_server_have_no_url() -> None:
    methods: list[Callable[..., object]] = [client().close, client().use, client().iterThings]
    for method in methods:
        with pytest.raises(InvalidCall, match="is not an API method of a client"):
            buildUrl(method)


def test_arguments_that_the_method_does_not_take_are_refused() -> None:
    untyped = cast("Callable[..., object]", client().getThing)
    for arguments in ((), ("x", "y")):
        with pytest.raises(InvalidCall, match=r"sample\.getThing: "):
            buildUrl(untyped, *arguments)
    with pytest.raises(InvalidCall, match="name must not be"):
        buildUrl(untyped, "..")


def test_signing_without_credentials_raises() -> None:
    with pytest.raises(TaskclusterAuthFailure, match="no credentials to sign with"):
        buildSignedUrl(client(None).getThing, "x")


def test_external_urls_are_for_callers_outside_the_cluster() -> None:
    inside = client().use(serviceDiscoveryScheme="k8s-dns")
    within = "http://taskcluster-sample/api/sample/v1/thing/x"
    assert buildUrl(inside.getThing, "x") == within
    assert externalBuildUrl(inside.getThing, "x") == f"{API}/thing/x"
    for signed, url in (
        (buildSignedUrl(inside.getThing, "x"), within),
        (externalBuildSignedUrl(inside.getThing, "x"), f"{API}/thing/x"),
    ):
        bewit = Bewit(signed)
        assert bewit.url == url
        assert bewit.mac == bewit.expectedMac()


def test_the_local_taskcluster_checks_signed_urls() -> None:
    with LocalTaskcluster() as taskcluster, Queue(taskcluster.options()) as queue:
        reader = taskcluster.createClient("reader", ["queue:list-task-queues", "auth:*"])
        signed = buildSignedUrl(queue.use(credentials=reader).taskQueueCounts, "a/b")
        allowed = buildSignedUrl(queue.taskQueueCounts, "a/b")
        forged = allowed[:-8] + "AAAAAAAA"
        statuses = [httpx.get(url, verify=False).status_code for url in (allowed, signed, forged)]
    assert statuses == [200, 403, 401]


def test_methods_whose_url_cannot_be_signed_are_refused() -> None:
    options = Options(rootUrl=ROOT, credentials=PERMANENT)
    login, manager = legacy.Login(options), legacy.EC2Manager(options)
    with pytest.raises(InvalidCall, match=r"oidcCredentials does not accept Hawk signatures"):
        buildSignedUrl(login.oidcCredentials, "p", accessToken="x")
    with pytest.raises(InvalidCall, match=r"ec2-manager\.ensureKeyPair is a GET with a payload"):
        buildSignedUrl(manager.ensureKeyPair, "name", EnsureKeyPairRequest(pubkey="ssh-rsa AAAA"))
