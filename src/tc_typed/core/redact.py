"""Keep secrets out of messages and logs."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar, Token
from dataclasses import fields

HIDDEN = "[hidden]"

# Query parameters that grant access to anyone who has the URL: Hawk's, S3's, Azure's and Google's.
_URL_SECRETS = re.compile(
    r"(?i)([?&#](?:bewit|x-amz-signature|x-amz-security-token|x-amz-credential|x-goog-signature"
    r"|x-goog-credential|signature|awsaccesskeyid|sig|token|access_token)=)[^&#\s\"'<>\\]+"
)
_URL_PASSWORD = re.compile(r"(?<=://)[^/@\s]+@")
_HEADER_SECRETS = re.compile(
    r"(?i)(\b(?:authorization|cookie|hawk mac)['\"]?\s*[:=,]\s*)(b?(?:'[^']*'|\"[^\"]*\")|[^\r\n]+)"
)
# In JSON, in JSON inside JSON strings, and in Python's repr of either.
_JSON_SECRETS = re.compile(
    r"(?i)([\"'](?:accessToken|certificate|signature|seed|secretAccessKey|sessionToken|token|sas)"
    r"\\*[\"']\s*:\s*\\*[\"'])[^\"'\\]+"
)
# h11's errors show the header that it refuses to send.
_REFUSED_HEADER = re.compile(r"(?s)(Illegal header value ).+")

_hidden: ContextVar[tuple[str, ...] | None] = ContextVar("_hidden", default=None)


class redacting:  # a class, because @contextmanager is slower, and each call needs one
    """Keep secrets of a call out of messages and other libraries' logs, within a `with` block.

    In the block, `redact` also replaces the given strings, which it could not recognise otherwise.
    """

    __slots__ = ("_secrets", "_token")
    _token: Token[tuple[str, ...] | None]

    def __init__(self, *secrets: str) -> None:
        self._secrets = secrets

    def __enter__(self) -> None:
        self._token = _hidden.set((*(_hidden.get() or ()), *self._secrets))

    def __exit__(self, *error: object) -> None:
        _hidden.reset(self._token)


def redact(text: str) -> str:
    """Hide everything in `text` that grants access: signed URLs, credentials, Hawk headers."""
    for secret in _hidden.get() or ():
        text = text.replace(secret, HIDDEN)
    text = _URL_PASSWORD.sub(f"{HIDDEN}@", text)
    text = _URL_SECRETS.sub(rf"\g<1>{HIDDEN}", text)
    text = _REFUSED_HEADER.sub(rf"\g<1>{HIDDEN}", text)
    text = _JSON_SECRETS.sub(rf"\g<1>{HIDDEN}", text)
    return _HEADER_SECRETS.sub(rf"\g<1>{HIDDEN}", text)


class ComparedAsOne:
    """Base class of dataclasses with secrets, which are equal if all their fields are equal.

    With a dataclass's generated equality, pytest explains differences field by field, including
    fields that the repr leaves out. Create subclasses with `eq=False`.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(
            getattr(self, name) == getattr(other, name) for name in _names(self)
        )

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in _names(self, hashable=True)))


def _names(item: object, *, hashable: bool = False) -> list[str]:
    parts = fields(item)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # subclasses are dataclasses
    return [part.name for part in parts if part.hash is not False or not hashable]


def _redactRecord(record: logging.LogRecord) -> bool:
    """Redact a log record in place, if it belongs to one of our calls."""
    if _hidden.get() is not None:
        record.msg, record.args = redact(record.getMessage()), None
    return True


def _dropRecord(_record: logging.LogRecord) -> bool:
    """Drop a log record if it belongs to one of our calls."""
    return _hidden.get() is None


# httpx logs URLs; httpcore logs response headers, such as signed URLs. httpx2 is httpx's successor.
for _suffix in ("", "2"):
    for _name in ("connection", "http11", "http2", "proxy"):
        logging.getLogger(f"httpcore{_suffix}.{_name}").addFilter(_redactRecord)
    logging.getLogger(f"httpx{_suffix}").addFilter(_redactRecord)
    # The password of a SOCKS proxy has no recognisable form.
    logging.getLogger(f"httpcore{_suffix}.socks").addFilter(_dropRecord)
# No part of a Hawk header may be logged.
for _name in ("base", "bewit", "receiver", "util"):
    logging.getLogger(f"mohawk.{_name}").addFilter(_dropRecord)
