"""Certificates from environment variables."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha1
from pathlib import Path

import pytest
import trustme
from tests.core.client_kinds import Connect
from tests.core.loopback import Loopback, Serve, loopback
from tests.core.transport.environment import CA_VARIABLES, OVER_POOLS, ROOT, THING, fetched, refused
from tests.core.transport.socks import SocksProxy, socksProxy, tunnel

from tc_typed.core.errors import InvalidCall, TaskclusterConnectionError
from tc_typed.core.transport.certificates import sslContext
from tc_typed.core.transport.url import Url

pytestmark = pytest.mark.usefixtures("emptyEnvironment")


def hashedName(unit: str) -> str:
    """Return the file name under which OpenSSL looks for an authority's certificate."""

    def der(tag: int, content: bytes) -> bytes:
        return bytes([tag, len(content)]) + content

    canonical = b"".join(
        der(0x31, der(0x30, der(0x06, b"\x55\x04" + kind) + der(0x0C, value.lower().encode())))
        for kind, value in ((b"\x0a", "Tests"), (b"\x0b", unit))
    )
    return f"{int.from_bytes(sha1(canonical).digest()[:4], 'little'):08x}.0"


@dataclass(frozen=True)
class Authority:
    """Certificates of the authority that issued the server's certificate, and of another one."""

    tls: ssl.SSLContext
    """SSL context with the certificate of the servers."""
    trusted: Path
    """File with the authority's own certificate."""
    folder: Path
    """Folder with the authority's own certificate."""
    other: Path
    """File with the certificate of an authority that did not issue the servers' certificate."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Certificate files, and the servers' certificate."""
    one = trustme.CA(organization_name="Tests", organization_unit_name="Trusted")
    two = trustme.CA(organization_name="Tests", organization_unit_name="Other")
    folder = tmp_path_factory.mktemp("certificates")
    made = Authority(
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
        folder / "trusted.pem",
        folder / "folder",
        folder / "other.pem",
    )
    issued = one.issue_cert("tc.example.com", "127.0.0.1")
    issued.configure_cert(made.tls)  # pyright: ignore[reportUnknownMemberType]  # it also accepts a type of a package that is not installed
    made.folder.mkdir()
    one.cert_pem.write_to_path(made.trusted)
    one.cert_pem.write_to_path(made.folder / hashedName("Trusted"))
    two.cert_pem.write_to_path(made.other)
    return made


@pytest.fixture
def secure(authority: Authority) -> Iterator[Loopback]:
    """A server that uses TLS."""
    with loopback(THING, tls=authority.tls) as server:
        yield server


def assertUntrusted(connect: Connect, url: str) -> None:
    """Check that a call fails without a retry because of the server's certificate."""
    client = connect(url, delayFactor=5)  # a retry would take long
    with pytest.raises(TaskclusterConnectionError, match=r"(?i)certificate"):
        client.getThing("x")


@OVER_POOLS
@pytest.mark.parametrize("variable", CA_VARIABLES)
def test_certificates_of_the_environment_are_trusted(
    variable: str,
    connect: Connect,
    secure: Loopback,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assertUntrusted(connect, secure.url)
    position = CA_VARIABLES.index(variable)
    for name in CA_VARIABLES[:position]:
        monkeypatch.setenv(name, "")
    for name in CA_VARIABLES[position + 1 :]:
        monkeypatch.setenv(name, str(authority.other))
    monkeypatch.setenv(variable, str(authority.trusted))
    assert connect(secure.url).getThing("x").name == "x"
    assert fetched(connect, secure.url) == 200
    monkeypatch.setenv(variable, str(authority.other))
    assertUntrusted(connect, secure.url)


@OVER_POOLS
@pytest.mark.parametrize("variable", [*CA_VARIABLES, "SSL_CERT_DIR"])
def test_certificates_can_be_in_a_folder(
    variable: str,
    connect: Connect,
    secure: Loopback,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, str(authority.folder))
    assert connect(secure.url).getThing("x").name == "x"


@OVER_POOLS
@pytest.mark.parametrize("variable", CA_VARIABLES)
def test_missing_certificates_are_explained(
    variable: str,
    connect: Connect,
    secure: Loopback,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    empty, garbage, nothing = tmp_path / "empty.pem", tmp_path / "garbage.pem", tmp_path / "nothing"
    empty.touch()
    garbage.write_text("-----BEGIN CERTIFICATE-----\nx")
    nothing.mkdir()
    for path, problem in {
        tmp_path / "missing.pem": "does not exist",
        empty / "inside": "does not exist",
        empty: "contains no certificate",
        garbage: "contains no certificate",
        nothing: "contains no certificate",
    }.items():
        monkeypatch.setenv(variable, str(path))
        text = refused(InvalidCall, partial(connect(secure.url).getThing, "x"))
        assert text == f"sample.getThing: {variable} is {str(path)!r}, which {problem}"


@OVER_POOLS
def test_missing_certificates_do_not_matter_without_tls(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing"))
    assert connect(serve(THING).url).getThing("x").name == "x"


def contextFor(url: str) -> ssl.SSLContext:
    context = sslContext(Url.parse(url).origin)
    assert context is not None
    return context


def test_there_is_no_context_without_tls() -> None:
    assert sslContext(Url.parse("http://tc.example.com").origin) is None


def test_contexts_are_shared_until_the_file_changes(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = getattr(ssl.create_default_context, "__wrapped__")  # noqa: B009  # conftest.py wraps it with a cache
    monkeypatch.setattr(ssl, "create_default_context", create)
    assert contextFor(ROOT) is contextFor("https://other.example.com")
    path = tmp_path / "some.pem"
    path.write_text(authority.trusted.read_text())
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    one = contextFor(ROOT)
    assert one is contextFor(ROOT)
    assert len(one.get_ca_certs()) == 1
    path.write_text(authority.trusted.read_text() + authority.other.read_text())
    assert len(contextFor(ROOT).get_ca_certs()) == 2


@OVER_POOLS
@pytest.mark.parametrize("scheme", ["socks5", "http", "https"])
def test_tls_works_through_each_kind_of_proxy(
    scheme: str,
    connect: Connect,
    secure: Loopback,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.trusted))
    tls = authority.tls if scheme == "https" else None
    with (
        socksProxy(SocksProxy(secure.url)) as socks,
        loopback(tunnel(secure.url), tls=tls) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", socks.url if scheme == "socks5" else proxy.url)
        assert connect(ROOT).getThing("x").name == "x"
    if scheme == "socks5":
        assert socks.requested == [(3, b"tc.example.com", 443)]
    else:
        assert [request.target for request in proxy.received] == ["tc.example.com:443"]
    [request] = secure.received
    assert request.target == "/api/sample/v1/thing/x"


@OVER_POOLS
def test_the_certificate_of_a_proxy_must_be_trusted(
    connect: Connect, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with loopback(THING, tls=authority.tls) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.trusted))
        assert connect("http://tc.example.com").getThing("x").name == "x"
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.other))
        assertUntrusted(connect, "http://tc.example.com")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.other / "missing"))
        client = connect("http://tc.example.com")
        text = refused(InvalidCall, lambda: client.getThing("x"))
        assert text.startswith("sample.getThing: REQUESTS_CA_BUNDLE is ")
