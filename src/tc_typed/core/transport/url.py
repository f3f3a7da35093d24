"""URLs in the form in which they are sent and signed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urlsplit

PORTS = {"http": 80, "https": 443}
"""Default port by scheme."""

_LONGEST = 60_000  # characters; servers accept fewer, and httpx only a few thousand more
_TOO_LONG = f"the URL is longer than {_LONGEST} characters"

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
# Characters that are sent unescaped. "%" is one of them, so existing escapes stay unchanged.
_PATH_SAFE = re.sub(r'["#<>?`{}]', "", _PRINTABLE)
_QUERY_SAFE = re.sub(r'["#<>]', "", _PRINTABLE)
# A path and query in which nothing needs escaping.
_READY = re.compile(rf"[{re.escape(_PATH_SAFE)}]*(?:\?[{re.escape(_QUERY_SAFE)}]*)?")
_HOST_NAME = re.compile(r"[a-z0-9._~-]+", re.ASCII)
_IPV6 = re.compile(r"\[[^\[\]]+\](?::[0-9]*)?", re.ASCII)
_IPV4 = re.compile(r"[0-9]+(?:\.[0-9]+){3}", re.ASCII)


class UnsendableUrl(ValueError):
    """A URL to which no request can be sent. The message never shows it, as it may grant access."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A server to connect to: scheme, host and port."""

    scheme: str
    """`http` or `https`."""
    host: str
    """Host in ASCII. An IPv6 address is compressed and has no brackets."""
    port: int
    netloc: str
    """Value of the Host header: an IPv6 address has brackets, the default port is left out."""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"


@dataclass(frozen=True, slots=True)
class Url:
    """URL of a request."""

    origin: Origin
    target: str
    """Path and query in ASCII, exactly as sent."""

    @classmethod
    def parse(cls, text: str) -> Url:
        """Parse a URL, dropping any user name, password and fragment.

        Args:
            text: An absolute http or https URL.

        Raises:
            UnsendableUrl: if no request can be sent to it. The message does not show the URL.
        """
        if len(text) > _LONGEST:
            raise UnsendableUrl(_TOO_LONG)
        if any(character.isascii() and not character.isprintable() for character in text):
            raise UnsendableUrl("the URL has unprintable characters")
        try:
            return cls._parse(text)
        except UnsendableUrl:
            raise
        except ValueError:  # Its message may show the URL.
            pass
        raise UnsendableUrl("the URL is not valid")

    @classmethod
    def _parse(cls, text: str) -> Url:
        parts = urlsplit(text)
        if parts.scheme not in PORTS:
            raise UnsendableUrl("the URL must begin with http:// or https://")
        default = PORTS[parts.scheme]
        port = default if parts.port is None else parts.port
        if port == 0:
            raise UnsendableUrl("the URL has no valid port")
        host = _asciiHost(parts.hostname or "", parts.netloc.rpartition("@")[2])
        netloc = f"[{host}]" if ":" in host else host
        if port != default:
            netloc += f":{port}"
        query = f"?{parts.query}" if parts.query or _hasEmptyQuery(text) else ""
        return cls(Origin(parts.scheme, host, port, netloc), _target(parts.path or "/", query))

    def join(self, path: str) -> Url:
        """Return this URL with a path and query appended.

        Args:
            path: Path and query to append. This URL must not have a query.

        Raises:
            UnsendableUrl: if the new URL is too long.
        """
        target = self.target + path
        if len(target) > _LONGEST or "/." in target or not _READY.fullmatch(target):
            path, mark, query = target.partition("?")
            target = _target(path, mark + query)
        return Url(self.origin, target)

    def at(self, netloc: str) -> Url:
        """Return this URL with another host, or host and port.

        Raises:
            UnsendableUrl: if `netloc` is not valid.
        """
        return Url(Url.parse(f"{self.origin.scheme}://{netloc}").origin, self.target)

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"


def _target(path: str, query: str) -> str:
    if "." in path:
        path = _withoutDotSegments(path)
    target = quote(path, safe=_PATH_SAFE) + quote(query, safe=_QUERY_SAFE)
    if len(target) > _LONGEST:
        raise UnsendableUrl(_TOO_LONG)
    return target


def _withoutDotSegments(path: str) -> str:
    """Resolve the segments `.` and `..` of a path, as HTTP libraries do before sending it."""
    segments = [""]
    for segment in path.split("/")[1:]:
        if segment == "..":
            del segments[max(1, len(segments) - 1) :]
        elif segment != ".":
            segments.append(segment)
    return "/".join(segments) or "/"


def _asciiHost(host: str, netloc: str) -> str:
    """Return a host in the ASCII form that DNS and TLS use.

    Args:
        host: The host in lower case; an IPv6 address without brackets.
        netloc: Host and port exactly as in the URL.
    """
    if _IPV6.fullmatch(netloc):
        address = IPv6Address(host)
        return host if "%" in host else str(address)  # An address with a zone stays unchanged.
    if "[" in netloc:  # urlsplit() ignores anything outside the brackets.
        raise UnsendableUrl("the URL has no valid host")
    if not host.isascii() or host.startswith("xn--"):
        import idna  # noqa: PLC0415  # few hosts need it

        # A host that is already in ASCII must decode as well, because httpx decodes it.
        host = idna.encode(idna.decode(host)).decode("ascii")
    if not _HOST_NAME.fullmatch(host):
        raise UnsendableUrl("the URL has no valid host")
    if _IPV4.fullmatch(host):
        return str(IPv4Address(host))
    host.encode("idna")  # Raise here: the DNS lookup encodes the host, too, and would fail.
    return host


def _hasEmptyQuery(text: str) -> bool:
    return text.partition("#")[0].endswith("?")
