"""URLs of brokers: what is parsed, and what is refused without showing a password."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.secrets import TOKEN, assertHidden, everyText
from yarl import URL

from tc_typed import InvalidCall
from tc_typed.pulse import Pulse
from tc_typed.pulse.url import BrokerUrl

printable = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)


@given(user=printable, password=printable, vhost=printable)
def test_users_passwords_and_virtual_hosts_are_percent_decoded(
    user: str, password: str, vhost: str
) -> None:
    if "%2f" in vhost.lower():
        return
    text = f"amqps://{quote(user, safe='')}:{quote(password, safe='')}@host/{quote(vhost, safe='')}"
    parsed = BrokerUrl.parse(text)
    assert (parsed.user, parsed.password, parsed.vhost) == (user, password, vhost)
    # Another parser of URLs agrees.
    assert (URL(text).user, URL(text).password) == (user, password)


@pytest.mark.parametrize(
    ("text", "host", "port", "vhost"),
    [
        ("amqp://u:p@pulse.example.com", "pulse.example.com", 5672, "/"),
        ("amqps://u:p@pulse.example.com", "pulse.example.com", 5671, "/"),
        ("AMQPS://u:p@Pulse.Example.com:443/", "pulse.example.com", 443, "/"),
        ("amqp://u:p@127.0.0.1:1/%2f", "127.0.0.1", 1, "/"),
        ("amqp://u:p@127.0.0.1:1//", "127.0.0.1", 1, "/"),
        ("amqp://u:p@[::1]:1/name", "::1", 1, "name"),
        ("amqp://u:p@[::1]/a%2Fb", "::1", 5672, "a/b"),
        ("amqp://u:p@localhost/taskcluster-1", "localhost", 5672, "taskcluster-1"),
    ],
)
def test_ports_and_virtual_hosts_have_defaults(text: str, host: str, port: int, vhost: str) -> None:
    parsed = BrokerUrl.parse(text)
    assert (parsed.origin.host, parsed.origin.port, parsed.vhost) == (host, port, vhost)
    assert parsed.isEncrypted == text.lower().startswith("amqps")
    shown = f"[{host}]" if ":" in host else host
    assert parsed.address == f"{parsed.scheme}://{shown}:{port}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "must begin with amqp:// or amqps://"),
        (f"https://user:{TOKEN}@host", "must begin with amqp:// or amqps://"),
        (f"user:{TOKEN}@host", "must begin with amqp:// or amqps://"),
        ("amqps://host", "must contain a user and a password"),
        ("amqps://user@host", "must contain a user and a password"),
        (f"amqps://:{TOKEN}@host", "must contain a user and a password"),
        (f"amqps://user:{TOKEN}@", "no valid host"),
        (f"amqps://user:{TOKEN}@:5671", "no valid host"),
        (f"amqps://user:{TOKEN}@ho st", "no valid host"),
        (f"amqps://user:{TOKEN}@host:0", "no valid port"),
        (f"amqps://user:{TOKEN}@host:70000", "is not valid"),
        (f"amqps://user:{TOKEN}/x@host", "must contain a user and a password"),
        (f"amqps://user:{TOKEN}#x@host", "must not have a query or fragment"),
        (f"amqps://user:{TOKEN}@host?heartbeat=5", "must not have a query or fragment"),
        (f"amqps://user:{TOKEN}%00@host", "null character"),
        (f"amqps://user:{TOKEN}%ff@host", "UTF-8"),
        (f"amqps://user:{TOKEN}@host/%252f", "percent-encoded twice"),
        (f"amqps://user:{TOKEN}@host/{'x' * 256}", "printable virtual host of at most 255 bytes"),
        (f"amqps://user:{TOKEN}@host/%0a", "printable virtual host"),
        (f"amqps://user:{TOKEN}@[::1", "is not valid"),
    ],
)
def test_invalid_urls_are_refused_without_showing_them(text: str, problem: str) -> None:
    with pytest.raises(InvalidCall, match=problem) as caught:
        Pulse(text)
    assert str(caught.value).startswith("Pulse: url ")
    assertHidden(*everyText(caught.value))


@given(st.text() | printable.map(lambda text: f"amqps://user:{text}@host"))
def test_other_errors_are_never_raised(text: str) -> None:
    with suppress(InvalidCall):
        BrokerUrl.parse(text)


def test_no_repr_shows_the_password() -> None:
    url = f"amqps://user:{TOKEN}@host"
    assertHidden(repr(Pulse(url)), str(Pulse(url)), repr(BrokerUrl.parse(url)))
    assert repr(Pulse(url)) == "Pulse('amqps://host:5671')"


def test_tls_is_only_for_encrypted_connections() -> None:
    import ssl

    with pytest.raises(InvalidCall, match="tls must be left out"):
        Pulse("amqp://user:password@host", tls=ssl.create_default_context())
