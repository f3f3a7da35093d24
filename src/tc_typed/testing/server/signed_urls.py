"""Signed URLs, which grant access to one file for a limited time."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, unquote

from tc_typed.core.models.timestamps import toMilliseconds
from tc_typed.testing.state.store import Store

_EXPIRES = "expires="
_HEADERS = "&headers="
_SIGNATURE = "&signature="


class WrongUrlSignature(Exception):
    """The URL, the HTTP method or a header differs from what was signed."""


class UrlExpired(Exception):
    """The time of the URL has passed."""


def pathOf(key: str) -> str:
    """Return the path of a key's URL."""
    return f"/{quote(key)}"


def keyOf(path: str) -> str:
    """Return the key of a path. Paths that only differ in their percent-encoding have one key."""
    return unquote(path).removeprefix("/")


@dataclass(frozen=True, slots=True)
class SignerRecord:
    """Key of a signer, in hexadecimal digits."""

    secret: str = field(repr=False)


class UrlSigner:
    """Signs and checks URLs with its own random key."""

    def __init__(self, store: Store) -> None:
        """Start with the key in a store, or a new one. Call it inside the timeline."""
        records = store.records("storage.signer", SignerRecord)
        record = next((record for _, record in records.load()), None)
        if record is None:
            record = SignerRecord(secrets.token_hex(32))
            records.put("key", record)
        self._secret = bytes.fromhex(record.secret)

    def sign(self, method: str, key: str, expires: datetime, headers: Mapping[str, str]) -> str:
        """Return a signed path and query.

        Args:
            method: HTTP method that the URL is for.
            key: Key of the file.
            expires: Time until which it grants access.
            headers: Headers that must be sent with the request, with these values.
        """
        sent = {name.lower(): value for name, value in headers.items()}
        query = f"{_EXPIRES}{toMilliseconds(expires)}{_HEADERS}{'.'.join(sent)}"
        return f"{pathOf(key)}?{query}{_SIGNATURE}{self._signature(method, key, query, sent)}"

    def check(
        self, method: str, key: str, query: str, headers: Mapping[str, str], now: datetime
    ) -> None:
        """Check the URL of a request.

        Args:
            method: HTTP method.
            key: Key of the file.
            query: Query string as received.
            headers: Headers of the request, by their names in lower case.
            now: Current time.

        Raises:
            WrongUrlSignature: if anything that was signed differs, or nothing was signed.
            UrlExpired: if the signature is right but its time has passed.
        """
        signed, _, signature = query.partition(_SIGNATURE)
        expires, _, names = signed.removeprefix(_EXPIRES).partition(_HEADERS)
        sent = {name: headers.get(name, "") for name in names.split(".") if name}
        expected = self._signature(method, key, signed, sent)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise WrongUrlSignature
        if int(expires) <= toMilliseconds(now):
            raise UrlExpired

    def _signature(self, method: str, key: str, query: str, headers: Mapping[str, str]) -> str:
        message = json.dumps([method, key, query, [*headers.values()]]).encode()
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()
