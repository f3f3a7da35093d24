"""Signing and decoding, a client's work without I/O."""

from __future__ import annotations

import hashlib
import json
import random

from benchmarks import plain_models, samples
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
    """Compare decoding into our models with plain pydantic models and with `json.loads`."""
    page, created = samples.page(1000), samples.created()
    headers = {"content-type": "application/json; charset=utf-8"}
    pageResponse, createdResponse = (RawResponse(200, headers, body) for body in (page, created))
    return race(
        [
            Candidate("page", repeated(lambda: decode(listTaskGroup, pageResponse), 10)),
            Candidate(
                "page, plain", repeated(lambda: plain_models.Page.model_validate_json(page), 10)
            ),
            Candidate("page, json", repeated(lambda: json.loads(page), 10)),
            Candidate("created", repeated(lambda: decode(createTask, createdResponse), 500)),
            Candidate(
                "created, plain",
                repeated(lambda: plain_models.StatusResponse.model_validate_json(created), 500),
            ),
            Candidate("created, json", repeated(lambda: json.loads(created), 500)),
        ],
        [
            Comparison(
                "decoding a page of 1,000 tasks ÷ plain pydantic", "page", "page, plain", bar=1.1
            ),
            Comparison(
                "decoding a page of 1,000 tasks ÷ json.loads", "page", "page, json", bar=2.5
            ),
            Comparison(
                "decoding createTask's response ÷ plain pydantic", "created", "created, plain"
            ),
            Comparison("decoding createTask's response ÷ json.loads", "created", "created, json"),
        ],
        rounds=31,
    )
