"""Proxies from environment variables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from requests.utils import should_bypass_proxies
from tests.core.client_kinds import POOLED, Connect, connecting
from tests.core.loopback import Serve, closedPort
from tests.core.secrets import TOKEN, assertHidden, everyText
from tests.core.transport.environment import OVER_POOLS, ROOT, THING, fetched, refused
from tests.core.transport.socks import SocksProxy, socksProxy

from tc_typed.core.errors import InvalidCall, TaskclusterConnectionError, TaskclusterTimeout
from tc_typed.core.transport.environment import UnusableEnvironment
from tc_typed.core.transport.proxies import Proxy, proxyFor
from tc_typed.core.transport.url import Url

pytestmark = pytest.mark.usefixtures("emptyEnvironment")

# Loopback addresses are never proxied, so they can't show whether an entry was understood.
IPV4 = st.integers(0, 2**32 - 1).filter(lambda number: number >> 24 != 127)

IPV6 = st.integers(2**100, 2**128 - 1)

INVALID_ENTRIES = """
    [ ] / [] []/8 [::1 1.2.3/8 10/8 300.1.1.1/8 1.1.1.1/33 1.1.1.1/-1 1.1.1.1/x 1.1.1.1/255.0.0.0
    ::/129 ::1/:: [::]:x [fe80::1%eth0] % \N{ROMAN NUMERAL ONE}
"""

GARBAGE = st.sampled_from(["", " ", *INVALID_ENTRIES.split()])
LABELS = st.sampled_from(["a", "b", "example", "tc", "a-b"])
NAMES = st.lists(LABELS, min_size=1, max_size=3).map(".".join)
HELLO = b"\x05\x00"

REPLY = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([HELLO, b"\x05\x02", b"\x01\x00", b"\x05\x00\x00\x01" + bytes(6)]),
    st.binary(max_size=6).map(b"\x05\x00\x00".__add__),
)


def proxyOf(url: str) -> Proxy | None:
    """Return the proxy for a URL."""
    return proxyFor(Url.parse(url).origin)


def isProxied(url: str, noProxy: str) -> bool:
    """Return whether a proxy would be used for a URL."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("all_proxy", "http://proxy.example:3128")
        patch.setenv("no_proxy", noProxy)
        return proxyOf(url) is not None


# URLs of proxies


@pytest.mark.parametrize("address", ["proxy.example:3128", "http://proxy.example:3128"])
def test_proxy_of_the_environment_is_used(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", address)
    monkeypatch.setenv("no_proxy", "near.example,far.example:8443")
    proxy = proxyOf("https://tc.example.com")
    assert proxy is not None
    assert str(proxy.origin) == "http://proxy.example:3128"
    assert proxyOf("https://near.example") is None
    assert proxyOf("https://far.example:8443") is None


@pytest.mark.parametrize(
    "url",
    [
        "socks4://user:password@proxy.example",
        "socks5://user:password@",
        "socks5://user:password@proxy.example:0",
        f"socks5://user:{'password' * 32}@proxy.example",
        f"socks5://{'é' * 128}:password@proxy.example",
        "http://user:password@[::1",
        "http://user:password@proxy.example:port",
        "http://user:password@proxy.example:0",
        "http://user:password@proxy.example:99999",
        "http://user:password@proxy example:3128",
        "http://user:pass/password@proxy.example:3128",
        "http://",
        "://password",
    ],
)
def test_an_unusable_proxy_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", url)
    with pytest.raises(UnusableEnvironment, match="proxy") as caught:
        proxyOf("https://tc.example.com")
    assert not [text for text in everyText(caught.value) if "password" in text]


@OVER_POOLS
def test_an_unusable_proxy_raises_invalid_call(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://[::1")
    client = connect("http://nowhere.invalid")
    refused(InvalidCall, lambda: client.getThing("x"))


@OVER_POOLS
def test_a_proxy_gets_its_credentials_with_each_request(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve(THING)
    monkeypatch.setenv("http_proxy", proxy.url.replace("//", "//user:p%40ss@"))
    assert connect("http://tc.example.com").getThing("x").name == "x"
    [request] = proxy.received
    assert request.target == "http://tc.example.com/api/sample/v1/thing/x"
    assert request.headers["proxy-authorization"] == "Basic dXNlcjpwQHNz"


def test_credentials_of_a_proxy_are_sent_in_a_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://user:p%40ss@proxy.example:3128")
    proxy = proxyOf("https://tc.example.com")
    assert proxy is not None
    assert proxy.headers["Proxy-Authorization"] == "Basic dXNlcjpwQHNz"
    assert "user" not in str(proxy.origin)


# NO_PROXY


def fullUpperCase(address: IPv6Address) -> str:
    """Return an address with all its digits, in upper case."""
    return address.exploded.upper()


@st.composite
def nearby(draw: st.DrawFn, numbers: st.SearchStrategy[int], bits: int) -> tuple[int, int, int]:
    """Draw an address, another one that differs in one bit, and a prefix length."""
    one = draw(numbers)
    return one, one ^ (1 << draw(st.integers(0, bits - 1))), draw(st.integers(0, bits))


@given(nearby(IPV4, 32), st.lists(GARBAGE, max_size=2), st.sampled_from(["", ":8080"]))
def test_an_ipv4_network_is_reached_without_a_proxy(
    drawn: tuple[int, int, int], garbage: list[str], port: str
) -> None:
    number, base, prefix = drawn
    entries = [*garbage, f" {IPv4Address(base)}/{prefix} "]
    isWithin = number >> (32 - prefix) == base >> (32 - prefix)
    assert isProxied(f"http://{IPv4Address(number)}{port}", ",".join(entries)) is not isWithin
    mapped = f"http://[::ffff:{IPv4Address(number)}]{port}"
    assert isProxied(mapped, ",".join(entries)) is not isWithin


@given(
    nearby(IPV6, 128),
    st.lists(GARBAGE, max_size=2),
    st.sampled_from(["", ":8080"]),
    st.sampled_from(["{}/{}", "[{}]/{}"]),
    st.sampled_from([str, fullUpperCase]),
)
def test_an_ipv6_network_is_reached_without_a_proxy(
    drawn: tuple[int, int, int],
    garbage: list[str],
    port: str,
    form: str,
    write: Callable[[IPv6Address], str],
) -> None:
    number, base, prefix = drawn
    entries = [form.format(write(IPv6Address(base)), prefix), *garbage]
    isWithin = number >> (128 - prefix) == base >> (128 - prefix)
    assert isProxied(f"http://[{IPv6Address(number)}]{port}", ",".join(entries)) is not isWithin


@given(IPV6, IPV6, st.sampled_from(["{}", "[{}]"]), st.sampled_from(["", ":8080"]))
def test_an_ipv6_address_can_be_written_in_any_form(
    number: int, other: int, form: str, port: str
) -> None:
    entry = form.format(IPv6Address(number).exploded)
    assert not isProxied(f"http://[{IPv6Address(number)}]{port}", entry)
    assert isProxied(f"http://[{IPv6Address(other)}]{port}", entry) is (number != other)


def test_an_entry_with_a_port_applies_to_that_port_only() -> None:
    for address, entry in (
        ("10.1.2.3", "10.1.2.3:8080"),
        ("[2001:db8::1]", "[2001:DB8::1]:8080"),
        ("[2001:db8::1]", "[2001:db8:0:0::1]:8080"),
    ):
        assert not isProxied(f"http://{address}:8080", entry)
        assert isProxied(f"http://{address}:8081", entry)
        assert isProxied(f"http://{address}", entry)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
@example("[::1]:" + "9" * 5000)
@example("10.0.0.0/" + "9" * 5000)
def test_any_value_of_no_proxy_is_accepted(text: str) -> None:
    for host in ("10.1.2.3", "[2001:db8::1]:8080", "tc.example.com"):
        isProxied(f"http://{host}", text)


@given(
    st.one_of(NAMES, IPV4.map(IPv4Address).map(str)),
    st.sampled_from(["", ":8080"]),
    st.lists(
        st.one_of(
            NAMES,
            NAMES.map(".{}".format),
            NAMES.map("{}:8080".format),
            IPV4.map(IPv4Address).map(str),
            st.builds("{}/{}".format, IPV4.map(IPv4Address), st.integers(1, 32)),
            GARBAGE.filter(
                lambda entry: entry not in ("1.2.3/8", "10/8")
            ),  # requests accepts short forms
        ),
        max_size=4,
    ),
    st.lists(st.sampled_from(["{}", ".{}", "{}:8080"]), max_size=1),
)
def test_no_proxy_is_interpreted_as_in_requests(
    host: str, port: str, entries: list[str], named: list[str]
) -> None:
    # Random entries rarely match the host, so add some. requests ignores ports of addresses.
    forms = [form for form in named if not host[0].isdigit() or form != "{}:8080"]
    entries = [*entries, *(form.format(host) for form in forms)]
    for noProxy in (",".join(entries), " , ".join(entries), "*"):
        url = f"http://{host}{port}"
        assert isProxied(url, noProxy) is not should_bypass_proxies(url, noProxy)


# Loopback


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1.2.3:8080",
        "[::1]",
        "[0:0:0:0:0:0:0:1]:8080",
        "[::ffff:127.0.0.1]",
        "localhost",
        "LOCALHOST:8080",
        "localhost.",
        "queue.localhost",
    ],
)
def test_loopback_is_never_proxied(host: str) -> None:
    for scheme in ("http", "https"):
        assert not isProxied(f"{scheme}://{host}", "")


@pytest.mark.parametrize(
    "host",
    [
        "128.0.0.1",
        "[::2]",
        "[::ffff:10.0.0.1]",
        "notlocalhost",
        "localhost.example.com",
        "10.1.2.3",
    ],
)
def test_other_hosts_are_proxied(host: str) -> None:
    assert isProxied(f"http://{host}", "")


@OVER_POOLS
def test_a_local_server_is_called_without_the_proxy(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closedPort() as nowhere:
        monkeypatch.setenv("ALL_PROXY", nowhere)
        monkeypatch.setenv("HTTP_PROXY", nowhere)
        assert connect(serve(THING).url).getThing("x").name == "x"


# SOCKS


@contextmanager
def proxied(proxy: SocksProxy, *, login: str = "", variable: str = "ALL_PROXY") -> Generator[None]:
    """Run a SOCKS proxy, and set an environment variable to it."""
    with socksProxy(proxy), pytest.MonkeyPatch.context() as patch:
        patch.setenv(variable, proxy.url.replace("//", f"//{login}"))
        yield


@OVER_POOLS
@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
@pytest.mark.parametrize("variable", ["HTTP_PROXY", "all_proxy"])
def test_a_socks_proxy_gets_host_names(
    scheme: str, variable: str, connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(THING)
    with socksProxy(SocksProxy(server.url)) as proxy:
        monkeypatch.setenv(variable, proxy.url.replace("socks5", scheme))
        client = connect("http://tc.example.com:8080")
        for _ in range(2):
            assert client.getThing("x").name == "x"
    assert proxy.requested == [(3, b"tc.example.com", 8080)]  # the connection is reused
    assert [request.target for request in server.received] == ["/api/sample/v1/thing/x"] * 2


@OVER_POOLS
@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("192.0.2.1", (1, b"\xc0\0\2\1", 80)),
        ("[2001:db8::1]", (4, b"\x20\1\x0d\xb8" + bytes(11) + b"\1", 80)),
    ],
)
def test_a_socks_proxy_gets_ip_addresses(
    host: str, expected: tuple[int, bytes, int], connect: Connect, serve: Serve
) -> None:
    proxy = SocksProxy(serve(THING).url)
    with proxied(proxy):
        assert connect(f"http://{host}").getThing("x").name == "x"
    assert proxy.requested == [expected]


@OVER_POOLS
@pytest.mark.parametrize(
    "bound", [b"\x01\x7f\x00\x00\x01", b"\x03\x02\xff\xfe", b"\x03\x00", b"\x04" + bytes(16)]
)
def test_replies_from_a_socks_proxy_can_arrive_in_pieces(
    bound: bytes, connect: Connect, serve: Serve
) -> None:
    login = (b"user", b"p@ss")
    proxy = SocksProxy(serve(THING).url, login=login, bound=bound, pause=0.001)
    with proxied(proxy, login="user:p%40ss@"):
        assert connect("http://tc.example.com").getThing("x").name == "x"


@OVER_POOLS
@pytest.mark.usefixtures("debugLog")
def test_the_login_to_a_socks_proxy_is_never_shown(connect: Connect, serve: Serve) -> None:
    proxy = SocksProxy(serve(THING).url, login=(TOKEN.encode(), TOKEN.encode()))
    with proxied(proxy, login=f"{TOKEN}:{TOKEN}@"):
        client = connect("http://tc.example.com")
        assert client.getThing("x").name == "x"
        assertHidden(repr(client), repr(proxyOf("http://tc.example.com")))
    assert proxy.requested


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_both_socks_schemes_mean_the_same(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", f"{scheme}://proxy.example")
    proxy = proxyOf(ROOT)
    assert proxy is not None
    assert str(proxy.origin) == "socks5://proxy.example"
    assert proxy.origin.port == 1080


def test_credentials_of_a_proxy_are_not_in_its_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    for scheme in ("http", "https", "socks5"):
        monkeypatch.setenv("all_proxy", f"{scheme}://{TOKEN}:{TOKEN}@proxy.example")
        proxy = proxyOf(ROOT)
        assertHidden(repr(proxy), str(proxy))
        assert "proxy.example" in repr(proxy)


@OVER_POOLS
@pytest.mark.usefixtures("debugLog")
@pytest.mark.parametrize(
    ("expected", "login", "text"),
    [
        ((b"user", b"secret"), f"user:{TOKEN}@", "rejected the user name and password"),
        ((b"user", b"secret"), "", "requires a login"),
        (None, f"user:{TOKEN}@", "requires another type of login"),
    ],
)
def test_a_wrong_login_to_a_socks_proxy_is_explained(
    expected: tuple[bytes, bytes] | None, login: str, text: str, connect: Connect
) -> None:
    proxy = SocksProxy("", login=expected)
    with proxied(proxy, login=login):
        client = connect("http://tc.example.com", retries=0)
        assert text in refused(TaskclusterConnectionError, lambda: client.getThing("x"))
        assert proxy.ended.wait(5)  # the client hung up


@OVER_POOLS
@pytest.mark.parametrize(
    ("code", "text"), [(1, "general failure"), (5, "refused"), (8, "address"), (91, "code 91")]
)
def test_a_refusal_by_a_socks_proxy_is_explained(code: int, text: str, connect: Connect) -> None:
    proxy = SocksProxy("", refusal=code)
    with proxied(proxy):
        client = connect("http://tc.example.com", retries=0)
        assert text in refused(TaskclusterConnectionError, lambda: client.getThing("x"))
        assert proxy.ended.wait(5)  # the client hung up


@OVER_POOLS
def test_a_proxy_that_does_not_speak_socks_is_explained(connect: Connect) -> None:
    with proxied(SocksProxy("", script=b"HTTP/1.1 400 Bad Request\r\n\r\n")):
        client = connect("http://tc.example.com", retries=0)
        text = refused(TaskclusterConnectionError, lambda: client.getThing("x"))
    assert "the proxy does not speak SOCKS 5" in text


@OVER_POOLS
@pytest.mark.parametrize("script", [b"", HELLO, b"\x05", HELLO + b"\x05\x00\x00\x01\x7f"])
def test_a_silent_socks_proxy_times_out(script: bytes, connect: Connect) -> None:
    with proxied(SocksProxy("", script=script, isSilent=True)):
        client = connect("http://tc.example.com", retries=0, timeout=0.2)
        refused(TaskclusterTimeout, lambda: client.getThing("x"))


@OVER_POOLS
def test_a_socks_proxy_cannot_trickle_past_the_deadline(connect: Connect, serve: Serve) -> None:
    server = serve(THING)
    with proxied(SocksProxy(server.url, pause=0.1)):  # its replies of 12 bytes take 1.2 s
        client = connect("http://tc.example.com", retries=0, timeout=0.5)
        refused(TaskclusterTimeout, lambda: client.getThing("x"))
    assert not server.received


@pytest.mark.parametrize("kind", POOLED)
@settings(max_examples=30)
@given(
    script=st.lists(REPLY, max_size=3).map(b"".join), login=st.sampled_from(["", "user:secret@"])
)
def test_any_invalid_reply_from_a_socks_proxy_is_a_connection_error(
    script: bytes, login: str, kind: str
) -> None:
    with (
        proxied(SocksProxy("", script=script), login=login),
        pytest.MonkeyPatch.context() as patch,
        connecting(kind, patch) as connect,
    ):
        client = connect("http://tc.example.com", retries=0, timeout=5)
        with pytest.raises(TaskclusterConnectionError) as caught:
            client.getThing("x")
    assert not isinstance(caught.value, TaskclusterTimeout)


@OVER_POOLS
def test_the_error_names_the_missing_library_for_socks(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", f"socks5://user:{TOKEN}@proxy.example")
    client = connect("http://tc.example.com")
    assert "httpx[socks]" in refused(InvalidCall, lambda: client.getThing("x"))


@OVER_POOLS
def test_files_are_requested_through_a_socks_proxy(connect: Connect, serve: Serve) -> None:
    proxy = SocksProxy(serve(THING).url)
    with proxied(proxy):
        assert fetched(connect, "http://files.example.com/x") == 200
    assert proxy.requested == [(3, b"files.example.com", 80)]


@OVER_POOLS
def test_a_request_for_a_file_times_out_if_a_socks_proxy_is_silent(connect: Connect) -> None:
    with (
        proxied(SocksProxy("", script=HELLO, isSilent=True)),
        pytest.raises((TimeoutError, httpx.TimeoutException)),
    ):
        fetched(connect, "http://files.example.com/x", 0.2)
