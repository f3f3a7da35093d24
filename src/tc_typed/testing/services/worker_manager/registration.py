"""Registration of static workers: checks of their secrets, and their credentials."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from tc_typed.core.models.timestamps import shifted
from tc_typed.core.signing.credentials import Credentials
from tc_typed.slugs import slugId
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.worker_manager.records import PoolRecord, WorkerRecord
from tc_typed.worker_manager.models import (
    RegistrationResult,
    ReregistrationResult,
    StaticIdentityProof,
    WorkerCredentials,
    WorkerIdentityProof,
)

_LIFETIME = timedelta(days=4)
"""Lifetime of a worker's credentials, unless its pool has another one."""

_GRACE = timedelta(minutes=15)
"""Time for which credentials can still be used after their announced expiry."""

Issue: TypeAlias = Callable[[str, Sequence[str], datetime, datetime], Credentials]
"""Function that issues credentials, by clientId, scopes, start and expiry."""


def register(
    issue: Issue, pool: PoolRecord, worker: WorkerRecord, proof: WorkerIdentityProof, now: datetime
) -> RegistrationResult:
    """Register a worker, which gets a new secret for its reregistration.

    Args:
        issue: Function that issues its credentials.
        pool: Pool of the worker.
        worker: The worker, which is changed.
        proof: Proof of its identity.
        now: Current time.

    Raises:
        ApiError: with the code InputError, if the proof is wrong or the worker is stopped.
    """
    if not isinstance(proof, StaticIdentityProof) or not _isEqual(
        proof.staticSecret, worker.staticSecret
    ):
        raise ApiError("InputError", "workerIdentityProof must have the worker's staticSecret")
    if worker.state != "running":
        raise ApiError("InputError", f"worker {'/'.join(worker.key)} is {worker.state}")
    expires = shifted(now, _lifetime(pool))
    worker.secret = _newSecret()
    workerConfig = pool.config.get("workerConfig", {})
    return RegistrationResult(
        credentials=_credentials(issue, worker, now, expires),
        expires=expires,
        secret=worker.secret,
        workerConfig=workerConfig if isinstance(workerConfig, dict) else {},
    )


def hasSecret(worker: WorkerRecord, secret: str) -> bool:
    """Check whether a secret is the one from the worker's last registration."""
    return worker.secret is not None and _isEqual(secret, worker.secret)


def reregister(issue: Issue, worker: WorkerRecord, now: datetime) -> ReregistrationResult:
    """Renew the credentials of a worker, which gets a new secret for the next time.

    Args:
        issue: Function that issues its credentials.
        worker: The worker, which is changed. Its secret has been checked.
        now: Current time.
    """
    # A real server does not use the pool's reregistrationTimeout here.
    expires = shifted(now, _LIFETIME)
    worker.secret = _newSecret()
    return ReregistrationResult(
        credentials=_credentials(issue, worker, now, expires),
        expires=expires,
        secret=worker.secret,
    )


def _lifetime(pool: PoolRecord) -> timedelta:
    lifecycle = pool.config.get("lifecycle")
    timeout = lifecycle.get("reregistrationTimeout") if isinstance(lifecycle, dict) else None
    if not isinstance(timeout, int):
        return _LIFETIME
    return timedelta(seconds=max(timeout, 0))  # The schema also permits negative numbers.


def _credentials(
    issue: Issue, worker: WorkerRecord, now: datetime, expires: datetime
) -> WorkerCredentials:
    pool = worker.workerPoolId
    name = f"{worker.workerGroup}/{worker.workerId}"
    issued = issue(
        f"worker/{worker.providerId}/{pool}/{name}",
        [
            f"assume:worker-type:{pool}",
            f"assume:worker-pool:{pool}",
            f"assume:worker-id:{name}",
            f"queue:worker-id:{name}",
            f"secrets:get:worker-type:{pool}",
            f"secrets:get:worker-pool:{pool}",
            f"queue:claim-work:{pool}",
            f"worker-manager:remove-worker:{pool}/{name}",
            f"worker-manager:reregister-worker:{pool}/{name}",
            f"worker-manager:should-worker-terminate:{pool}/{name}",
        ],
        now,
        shifted(expires, _GRACE),
    )
    return WorkerCredentials(
        clientId=issued.clientId,
        accessToken=issued.accessToken,
        certificate=json.dumps(issued.certificate),
    )


def _newSecret() -> str:
    return slugId() + slugId()


def _isEqual(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
