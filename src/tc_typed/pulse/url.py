"""URL of an AMQP broker: parsing and checks, without I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from tc_typed.core.errors import InvalidCall
from tc_typed.core.texts import shownValue
from tc_typed.core.transport.url import Origin, UnsendableUrl, Url

DEFAULT_PORTS = {"amqp": 5672, "amqps": 5671}
"""Port by scheme."""

_CALL = "Pulse"
_LONGEST = 255  # bytes, AMQP's limit for names


@dataclass(frozen=True, slots=True)
class BrokerUrl:
    """Address of a broker, and the account to log in with."""

    scheme: str
    """`amqp`, or `amqps` for an encrypted connection."""
    origin: Origin
    """Host and port; the scheme stands for the kind of certificates, as for HTTP."""
    user: str
    password: str = field(repr=False)
    vhost: str
    """Virtual host, `/` by default."""

    @classmethod
    def parse(cls, url: str) -> BrokerUrl:
        """Parse the URL of a broker. No message shows it, as it contains a password.

        Args:
            url: URL with user and password, such as `amqps://user:password@pulse.example.com`.

        Raises:
            InvalidCall: if it is not valid.
        """
        try:
            return _parse(url)
        except UnicodeDecodeError:
            problem = "url must be UTF-8 once it is decoded; percent-encode it as UTF-8"
        except UnsendableUrl as error:
            problem = f"url is not usable: {error}"
        except ValueError as error:
            # The messages of the standard library may show parts of the URL.
            problem = error.reason if isinstance(error, InvalidCall) else "url is not valid"
        raise InvalidCall(_CALL, problem)

    @property
    def isEncrypted(self) -> bool:
        """Whether the connection is encrypted."""
        return self.scheme == "amqps"

    @property
    def address(self) -> str:
        """Scheme, host and port, for messages."""
        host = f"[{self.origin.host}]" if ":" in self.origin.host else self.origin.host
        return f"{self.scheme}://{host}:{self.origin.port}"


def _parse(url: str) -> BrokerUrl:
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS:
        raise InvalidCall(_CALL, "url must begin with amqp:// or amqps://")
    if parts.query or parts.fragment:
        raise InvalidCall(
            _CALL,
            "url must not have a query or fragment; percent-encode ? and # in user and password",
        )
    account, _, netloc = parts.netloc.rpartition("@")
    user, _, password = (unquote(part, errors="strict") for part in account.partition(":"))
    if not user or not password:
        raise InvalidCall(_CALL, "url must contain a user and a password: amqps://user:password@…")
    if "\0" in user or "\0" in password:
        raise InvalidCall(_CALL, "url must not have a null character in the user or password")
    host = Url.parse(f"https://{netloc}").origin.host
    port = DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
    return BrokerUrl(
        scheme=parts.scheme,
        origin=Origin("https", host, port, netloc),
        user=user,
        password=password,
        vhost=_vhost(parts.path),
    )


def _vhost(path: str) -> str:
    """Return the virtual host, which is the path without its first slash."""
    vhost = unquote(path[1:], errors="strict") or "/"
    if "%2f" in vhost.lower():
        # aiormq would decode it a second time.
        raise InvalidCall(_CALL, "url must not have a virtual host that is percent-encoded twice")
    if len(vhost.encode()) > _LONGEST or not vhost.isprintable():
        raise InvalidCall(
            _CALL,
            f"url must have a printable virtual host of at most {_LONGEST} bytes, "
            f"got {shownValue(vhost)}",
        )
    return vhost
