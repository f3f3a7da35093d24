"""Sample strings, by the name of their field."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping

from tc_typed.core.models.timestamps import toMilliseconds
from tc_typed.testing.samples.ids import (
    COMMON,
    PROVISIONER,
    QUEUE,
    SLUGS,
    WORKER_TYPE,
    numbered,
    sampleSlug,
)
from tc_typed.testing.samples.scope import START, offsetOf

_SHA1 = hashlib.sha1(b"", usedforsecurity=False).hexdigest()
_SHA256 = hashlib.sha256(b"").hexdigest()
_TOKEN = "A" * 44
_CERTIFICATE = json.dumps(
    {
        "version": 1,
        "scopes": [],
        "start": toMilliseconds(START),
        "expiry": toMilliseconds(START + offsetOf("expiry")),
        "seed": _TOKEN,
        "signature": _TOKEN,
    }
)
_EMAIL = "user@example.com"
_HOST = "example.com"

_URLS = frozenset({"href", "public", "source"})

_NAMED: Mapping[str, str] = {
    "accessToken": _TOKEN,
    "WebhookCommit.id": _SHA1,
    "after": _SHA1,
    "before": _SHA1,
    "channel": "#channel",
    "certificate": _CERTIFICATE,
    "eventId": str(uuid.UUID(int=0, version=4)),
    "full_name": "example/repository",
    "head_sha": _SHA1,
    "host": _HOST,
    "owner": _EMAIL,
    "SentryDSN.secret": f"https://{_HOST}/secret",
    "provisionerId": PROVISIONER,
    "ref": "refs/heads/main",
    "revision": _SHA1,
    "revision_hash": _SHA1,
    "secret": _TOKEN,
    "sha": _SHA1,
    "sha256": _SHA256,
    "sha512": hashlib.sha512(b"").hexdigest(),
    "taskQueueId": QUEUE,
    "uuid": str(uuid.UUID(int=0, version=4)),
    "workerPoolId": QUEUE,
    "workerType": WORKER_TYPE,
}
"""Strings for fields that are not just any text. The contract of requests has the formats of all of
them, but models of responses don't check them.
"""

_ANY = (_EMAIL, f"https://{_HOST}/", _HOST, "192.0.2.1")
"""Strings that have one of the formats of JSON Schema."""


def texts(name: str, position: tuple[int, ...], owner: str) -> Iterator[str]:
    """Yield sample strings for a field, the best one first.

    Args:
        name: Name of the field.
        position: Position of its object in the lists that contain it. Ids and names depend on it.
        owner: Name of the object's model.
    """
    if name in COMMON:
        position = ()
    if name in SLUGS:
        yield sampleSlug(name, position)
    elif (named := _NAMED.get(f"{owner}.{name}") or _NAMED.get(name)) is not None:
        yield named
    elif name in _URLS or name.lower().endswith("url"):
        yield f"https://{_HOST}/{numbered(name, position)}"
    yield numbered(name, position)
    yield from _ANY
