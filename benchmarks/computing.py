"""The work of a client besides waiting: signing and decoding."""

from __future__ import annotations

import hashlib
import json
import random

from benchmarks import samples
from benchmarks.race import Candidate, Comparison, Ratio, race, repeated
from tc_typed import Credentials
from tc_typed.core.decode import decode
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.signing.hawk import HawkSigner
from tc_typed.core.transport.url import Url
from tc_typed.queue.operations import createTask, listTaskGroup


def signing() -> list[Ratio]:
    """Compare signing a payload of 1 MB with hashing it."""
    signer = HawkSigner(Credentials(**samples.CREDENTIALS), None)
    url = Url.parse(f"https://tc.example.com/api/queue/v1/task/{samples.TASK_ID}")
    payload = json.dumps(random.Random(3).randbytes(500_000).hex()).encode()
    return race(
        [
            Candidate(
                "sign",
                repeated(lambda: signer.authorization("PUT", url, payload, "application/json"), 10),
            ),
            Candidate("hash", repeated(lambda: hashlib.sha256(payload).digest(), 10)),
        ],
        [Comparison("signing 1 MB ÷ its SHA-256", "sign", "hash", bar=5)],
        rounds=51,
    )


def decoding() -> list[Ratio]:
    """Compare decoding answers into models with reading them as plain JSON."""
    page, created = samples.page(1000), samples.created()
    headers = {"content-type": "application/json; charset=utf-8"}
    return race(
        [
            Candidate(
                "page",
                repeated(lambda: decode(listTaskGroup, RawResponse(200, headers, page)), 10),
            ),
            Candidate("page, json", repeated(lambda: json.loads(page), 10)),
            Candidate(
                "created",
                repeated(lambda: decode(createTask, RawResponse(200, headers, created)), 500),
            ),
            Candidate("created, json", repeated(lambda: json.loads(created), 500)),
        ],
        [
            Comparison(
                "decoding a page of 1,000 tasks ÷ json.loads", "page", "page, json", bar=2.5
            ),
            Comparison("decoding createTask's answer ÷ json.loads", "created", "created, json"),
        ],
        rounds=31,
    )
