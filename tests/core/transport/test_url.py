"""URLs are parsed like in httpx, and signed exactly as httpx and aiohttp send them."""

from __future__ import annotations

import socket
import string
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address

import httpx
import httpx2
import idna
import pytest
import yarl
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tests.core.secrets import everyText

from tc_typed.core.transport.url import Origin, UnsendableUrl, Url

DEFAULT_PORTS = {"http": 80, "https": 443}

# Hosts, each with the form in which it is sent.

labels = st.from_regex(r"[a-z0-9]([a-z0-9_-]{0,10}[a-z0-9])?", fullmatch=True)
# httpx refuses names such as 1-2-3-4, which it takes for addresses, so each label begins with x.
asciiNames = st.lists(labels.map("x".__add__), min_size=1, max_size=4).map(".".join)
alphabets = st.sampled_from(["äöüßéñ", "бвгджз", "ελλάδ", "日本語中文", "한국어"])
foreignLabels = alphabets.flatmap(lambda letters: st.text(letters, min_size=1, max_size=8))
foreignNames = st.builds("{}.{}".format, foreignLabels, st.sampled_from(["de", "example.com"]))
ipv4 = st.ip_addresses(v=4).map(str)
ipv6 = st.integers(0, 2**128 - 1).map(IPv6Address)

SECRET = "secretsecret"

UNSENDABLE = {
    "another scheme": f"ftp://a/{SECRET}",
    "no scheme": f"a/{SECRET}",
    "no host": f"http:///{SECRET}",
    "only a port": f"http://:80/{SECRET}",
    "port 0": f"http://a:0/{SECRET}",
    "a port that is too large": f"http://a:65536/{SECRET}",
    "a port that is not a number": f"http://a:{SECRET}/",
    "a space in the host": f"http://a {SECRET}/",
    "an escape in the host": f"http://%41{SECRET}/",
    "an empty label": f"http://{SECRET}..b/",
    "a label that is too long": f"http://{SECRET * 6}/",
    "an invalid IDN": f"http://\u2488{SECRET}/",
    "invalid Unicode in the host": f"http://\ud800{SECRET}/",
    "invalid Unicode in the path": f"http://a/\ud800{SECRET}",
    "an invalid IPv4 address": f"http://256.1.1.1/{SECRET}",
    "an IPv4 address in brackets": f"http://[1.2.3.4]/{SECRET}",
    "an IPv4 address with a leading zero": f"http://1.2.3.04/{SECRET}",
    "an invalid IPv6 address": f"http://[::{SECRET}]/",
    "an IPvFuture address": f"http://[v1.{SECRET}]/",
    "an unclosed bracket": f"http://[::1/{SECRET}",
    "brackets after a name": f"http://{SECRET}[::1]/",
    "brackets around a name": f"http://[{SECRET}]/",
    "brackets before a name": f"http://[::1]{SECRET}/",
    "a line break": f"http://a/\n{SECRET}",
    "a tab": f"http://a/\t{SECRET}",
    "a null": f"http://a/\0{SECRET}",
    "too long": f"http://a/{SECRET * 6000}",
    "too long after escaping": f"http://a/{SECRET}{'é' * 11_000}",
    "empty": "",
}

NUMBERS = st.integers(0, 300).map(str)
LABELS = NUMBERS | st.text("a1-_~é.", max_size=4) | st.sampled_from(["xn--", "007", "0x7f"])

HOSTS = (
    st.lists(LABELS, min_size=1, max_size=5).map(".".join)
    | st.lists(NUMBERS, min_size=4, max_size=4).map(".".join)
    | st.ip_addresses(v=6).map(lambda address: f"[{address}]")
)


def longForm(address: IPv6Address) -> str:
    return f"[{address.exploded}]"


hosts: st.SearchStrategy[tuple[str, str]] = st.one_of(
    asciiNames.map(lambda name: (name, name)),
    asciiNames.map(lambda name: (name.upper(), name)),
    asciiNames.map(lambda name: (f"{name}.", f"{name}.")),
    foreignNames.map(lambda name: (name, idna.encode(name).decode())),
    ipv4.map(lambda address: (address, address)),
    ipv6.map(lambda address: (longForm(address), str(address))),
    ipv6.map(lambda address: (f"[{address}]".upper(), str(address))),
    st.sampled_from(["eth0", "1"]).map(lambda zone: (f"[fe80::1%{zone}]", f"fe80::1%{zone}")),
)
schemes = st.sampled_from(["http", "https", "HTTP", "Https"])
ports = st.none() | st.integers(1, 65535)

odd = "./%?#2fé~!$&'()*+,;=:@[]{}|\\^`\"<>-_ üab\u2028日😀"
anything = st.characters(exclude_categories=["C"])
tails = st.text(st.sampled_from(odd), max_size=30) | st.text(anything, max_size=10)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw any http or https URL."""
    scheme, (host, _), port = draw(schemes), draw(hosts), draw(ports)
    login = draw(st.sampled_from(["", "user@", "user:password@"]))
    tail = draw(st.just("") | st.tuples(st.sampled_from("/?#"), tails).map("".join))
    return f"{scheme}://{login}{host}{'' if port is None else f':{port}'}{tail}"


def assertSentUnchanged(url: Url) -> None:
    """Check that neither httpx nor yarl (aiohttp) changes the URL that is signed."""
    text = str(url)
    text.encode("ascii")
    httpxUrl = httpx.URL(text)
    assert str(httpxUrl) == text
    assert httpxUrl.raw_path == url.target.encode()
    assert httpxUrl.netloc == url.origin.netloc.encode()
    assert httpxUrl.raw_host == url.origin.host.encode()
    assert httpxUrl.port in (url.origin.port, None)
    yarlUrl = yarl.URL(text, encoded=True)
    assert yarlUrl.raw_host == url.origin.host
    assert yarlUrl.port == url.origin.port
    # yarl drops an empty query. No call has one, so none is signed.
    target = url.target.removesuffix("?") if url.target.count("?") == 1 else url.target
    assert yarlUrl.raw_path_qs == target


@given(schemes, hosts, ports)
def test_an_origin_has_the_scheme_host_and_port_of_its_url(
    scheme: str, host: tuple[str, str], port: int | None
) -> None:
    given, expected = host
    text = f"{scheme}://{given}{'' if port is None else f':{port}'}"
    origin = Url.parse(text).origin
    default = DEFAULT_PORTS[scheme.lower()]
    shown = f"[{expected}]" if ":" in expected else expected
    assert (origin.scheme, origin.host) == (scheme.lower(), expected)
    assert origin.port == (default if port is None else port)
    assert origin.netloc == (shown if port in (None, default) else f"{shown}:{port}")
    assert str(origin) == f"{origin.scheme}://{origin.netloc}"
    assert Url.parse(str(origin)).origin == origin
    if ":" not in given:  # httpx does not normalise IPv6 addresses
        # httpx drops the default port only after a scheme in lower case.
        httpxUrl = httpx.URL(text.replace(scheme, scheme.lower(), 1))
        assert httpxUrl.netloc.decode() == origin.netloc


@given(texts())
@example("http://a?")
@example("http://a/?#")
@example("http://a/x?y?z#?")
@example("http://a//..//../b/.")
@example("http://a/%zz%2e%2e/%")
def test_a_url_is_parsed_as_in_httpx(text: str) -> None:
    url = Url.parse(text)
    path = httpx.URL(text).raw_path.decode()
    assert url.target == (path if path.startswith("/") else f"/{path}")
    assert Url.parse(str(url)) == url
    assertSentUnchanged(url)


@given(texts(), tails)
@example("http://a/api/", "..")
@example("http://a/api/", "x/../../../y?../z")
@example("http://a/api/", "x?é")
def test_joining_urls_is_the_same_as_parsing_the_joined_strings(base: str, tail: str) -> None:
    url = Url.parse(base)
    assume("#" not in tail)  # paths of calls never contain one
    if "?" in url.target:
        tail = tail.replace("?", "")
    joined = url.join(tail)
    assert joined == Url.parse(str(url) + tail)
    assertSentUnchanged(joined)


@given(texts(), hosts, ports)
def test_a_url_at_another_host_is_otherwise_unchanged(
    text: str, host: tuple[str, str], port: int | None
) -> None:
    netloc = f"{host[0]}{'' if port is None else f':{port}'}"
    url = Url.parse(text)
    moved = url.at(netloc)
    assert moved.target == url.target
    assert moved.origin == Url.parse(f"{url.origin.scheme}://{netloc}").origin
    assert moved.at(url.origin.netloc) == url
    assertSentUnchanged(moved)


@pytest.mark.parametrize("text", UNSENDABLE.values(), ids=UNSENDABLE)
def test_an_unsendable_url_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(UnsendableUrl) as caught:
        Url.parse(text)
    assert SECRET not in "".join(everyText(caught.value))
    assert str(caught.value).startswith("the URL ")


@given(st.text() | st.text(st.sampled_from("htps:/[]@%.?#0189a\u2488 ")).map("http://".__add__))
def test_any_string_is_parsed_or_refused(text: str) -> None:
    with suppress(UnsendableUrl):
        url = Url.parse(text)
        assert Url.parse(str(url)) == url


@pytest.mark.parametrize("tail", ["x" * 60_000, "é" * 11_000, "?" + "ü" * 11_000])
def test_a_joined_url_that_is_too_long_is_refused(tail: str) -> None:
    with pytest.raises(UnsendableUrl, match="longer than 60000 characters") as caught:
        Url.parse("http://a/api/").join(tail)
    assert caught.value.__context__ is None


def test_httpx_accepts_the_longest_urls() -> None:
    assertSentUnchanged(Url.parse(f"https://{'a' * 60}.example.com/{'x' * 59_000}"))


@given(ipv4 | ipv6.map(str))
def test_ip_addresses_mean_the_same_to_the_system(address: str) -> None:
    """The signed address must be the one that the system connects to."""
    isV6 = ":" in address
    host = Url.parse(f"http://[{address}]/" if isV6 else f"http://{address}/").origin.host
    family = socket.AF_INET6 if isV6 else socket.AF_INET
    packed = (IPv6Address if isV6 else IPv4Address)(address).packed
    assert socket.inet_pton(family, host) == packed


def test_origins_are_compared_by_value() -> None:
    """Connections are looked up by origin."""
    one, other = (Url.parse(text).origin for text in ("http://A.B:80/x", "HTTP://a.b/y?z"))
    assert one == other
    assert hash(one) == hash(other)
    assert one == Origin("http", "a.b", 80, "a.b")
    assert one != Url.parse("https://a.b/").origin
    assert set(str(one)) <= {*string.ascii_lowercase, *":/."}


# Hosts that are almost addresses or almost names


@given(HOSTS)
def test_each_library_accepts_the_hosts_that_we_accept(host: str) -> None:
    try:
        url = Url.parse(f"http://{host}:8080/x")
    except UnsendableUrl:
        assume(False)  # assume() takes a positional argument
        raise
    assert httpx.URL(str(url)).raw_host.decode() == url.origin.host
    assert httpx2.URL(str(url)).raw_host.decode() == url.origin.host
    assert yarl.URL(str(url), encoded=True).raw_host == url.origin.host


@pytest.mark.parametrize("host", ["1.2.3.999", "256.0.0.1", "01.2.3.4", "1.2.3.00000000000000004"])
def test_a_host_that_looks_like_an_ip_address_must_be_valid(host: str) -> None:
    with pytest.raises(UnsendableUrl):
        Url.parse(f"http://{host}/")
