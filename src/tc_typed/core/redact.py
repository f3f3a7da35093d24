"""Keeping secrets out of messages and logs."""

from __future__ import annotations

import logging
import re
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

HIDDEN = "[hidden]"

# Query parameters that grant access to whoever has the URL: Hawk's, S3's, Azure's and Google's.
_URL_SECRETS = re.compile(
    r"(?i)([?&](?:bewit|x-amz-signature|x-amz-security-token|x-amz-credential|x-goog-signature"
    r"|x-goog-credential|signature|awsaccesskeyid|sig|token|access_token)=)[^&#\s\"'<>\\]+"
)
_URL_PASSWORD = re.compile(r"(?<=://)[^/@\s]+@")
_HEADER_SECRETS = re.compile(
    r"(?i)(\b(?:authorization|hawk mac)['\"]?\s*[:=,]\s*)(b?(?:'[^']*'|\"[^\"]*\")|[^\r\n]+)"
)
# In JSON, in JSON within JSON, and in what Python makes of either.
_JSON_SECRETS = re.compile(
    r"(?i)([\"'](?:accessToken|certificate|signature|seed|secretAccessKey|sessionToken|token|sas)"
    r"\\*[\"']\s*:\s*\\*[\"'])[^\"'\\]+"
)


_hidden: ContextVar[tuple[str, ...]] = ContextVar("_hidden", default=())


def hiding(*secrets: str) -> AbstractContextManager[None]:
    """Within the block, `redact` also replaces these texts, which have no form to know them by."""
    return _hiding(secrets) if secrets else nullcontext()


@contextmanager
def _hiding(secrets: tuple[str, ...]) -> Generator[None]:
    token = _hidden.set((*_hidden.get(), *secrets))
    try:
        yield
    finally:
        _hidden.reset(token)


def redact(text: str) -> str:
    """Replace whatever in `text` would grant access: signed URLs, credentials, Hawk headers."""
    for secret in _hidden.get():
        text = text.replace(secret, HIDDEN)
    text = _URL_PASSWORD.sub(f"{HIDDEN}@", text)
    text = _URL_SECRETS.sub(rf"\g<1>{HIDDEN}", text)
    text = _JSON_SECRETS.sub(rf"\g<1>{HIDDEN}", text)
    return _HEADER_SECRETS.sub(rf"\g<1>{HIDDEN}", text)


class RedactingFilter(logging.Filter):
    """Redacts log records in place; for loggers of libraries that write URLs and headers."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record; none is held back."""
        record.msg, record.args = redact(record.getMessage()), None
        return True


def redactLibraryLogs() -> None:
    """Keep the debug logs of the libraries below this one free of secrets.

    httpx logs URLs, httpcore response headers (a 303 holds a signed URL), and mohawk every
    Hawk header that it makes, with the certificate inside: of that nothing is worth keeping.
    """
    for name in ("httpx", "httpcore.http11", "httpcore.http2", "httpcore.connection"):
        logger = logging.getLogger(name)
        if not any(isinstance(item, RedactingFilter) for item in logger.filters):
            logger.addFilter(RedactingFilter())
    mohawk = logging.getLogger("mohawk")
    if mohawk.level == logging.NOTSET:
        mohawk.setLevel(logging.INFO)
