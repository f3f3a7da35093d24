"""Parameters of the API's methods: how Python spells them, and the text of what is given."""

from __future__ import annotations

import keyword
import re

from tc_typed.core.errors import InvalidCall
from tc_typed.core.schemas import asWhole

BODY_NAMES: frozenset[str] = frozenset(
    {"self", "payload", "operations", "accessToken", "paginate", "page", "item", "__debug__"}
)
"""Names that the body of a compiled method uses; a parameter of that name gets an underscore."""


def parameterName(name: str) -> str:
    """Spell the name of a parameter in Python.

    >>> [parameterName(name) for name in ("taskId", "from", "task-id", "payload")]
    ['taskId', 'from_', 'task_id', 'payload_']
    """
    spelled = re.sub(r"\W", "_", name, flags=re.ASCII)
    return f"{spelled}_" if keyword.iskeyword(spelled) or spelled in BODY_NAMES else spelled


def argumentText(call: str, name: str, value: object) -> str:
    """Write an argument of a route, a query parameter or a word of a routing key.

    Args:
        call: The call, for messages: `queue.listTaskGroup`.
        name: The argument.
        value: Its value. Untyped callers give anything, such as the 10.0 that YAML holds.

    Raises:
        InvalidCall: if it is neither text nor a whole number.
    """
    whole = asWhole(value)
    if isinstance(whole, bool) or not isinstance(whole, str | int):
        raise InvalidCall(
            call, f"{name} must be text or a whole number, not {type(value).__name__}"
        )
    try:
        return str(whole)
    except ValueError:  # Python writes no more than some thousands.
        pass
    raise InvalidCall(call, f"{name} has too many digits")
