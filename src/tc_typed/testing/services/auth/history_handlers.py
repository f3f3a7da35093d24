"""API methods of the auth service that read the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tc_typed.auth.models import AuditEntry, EntityHistoryResponse
from tc_typed.testing.server.paging import PageRequest, pageByNumber
from tc_typed.testing.server.service import Handler
from tc_typed.testing.services.auth.history import ActionRecord, History


def historyHandlers(history: History) -> Mapping[str, Handler]:
    """Return the handlers of the methods that read the audit log.

    Args:
        history: Audit log of the local Taskcluster.
    """
    return {
        "getEntityHistory": lambda call: _auditHistory(
            history.ofEntity(call.args["entityType"], call.args["entityId"]), call.page
        ),
        "listAuditHistory": lambda call: _auditHistory(
            history.ofClient(call.args["clientId"]), call.page
        ),
    }


def _auditHistory(actions: Sequence[ActionRecord], request: PageRequest) -> EntityHistoryResponse:
    found, token = pageByNumber(enumerate(actions), request)
    return EntityHistoryResponse(
        auditHistory=[
            AuditEntry(
                entityType=action.entityType,
                entityId=action.entityId,
                actionType=action.actionType,
                clientId=action.clientId,
                created=action.created,
            )
            for action in found
        ],
        continuationToken=token,
    )
