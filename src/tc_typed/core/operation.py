"""Descriptions of API methods, used by clients, URLs, fakes and the local server."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Generic, Literal, TypeAlias, get_args, get_origin

from typing_extensions import TypeVar

from tc_typed.core.errors import InvalidCall
from tc_typed.core.integers import asInteger
from tc_typed.core.models.decoder import Decoder
from tc_typed.core.models.fields import FreeForm
from tc_typed.core.non_json import BodyKind
from tc_typed.core.signing.basic_and_bearer import Scheme

BODY_NAMES: frozenset[str] = frozenset(
    {
        "__debug__",
        "accessToken",
        "item",
        "operations",
        "page",
        "pagesOf",
        "paginate",
        "payload",
        "self",
    }
)
"""Names used in the body of a compiled method; a parameter of that name gets an underscore."""


def parameterName(name: str) -> str:
    """Return the Python name of a parameter.

    >>> [parameterName(name) for name in ("taskId", "from", "task-id", "payload")]
    ['taskId', 'from_', 'task_id', 'payload_']
    """
    spelled = re.sub(r"\W", "_", name, flags=re.ASCII)
    return f"{spelled}_" if keyword.iskeyword(spelled) or spelled in BODY_NAMES else spelled


def parameterNames(names: Iterable[str]) -> dict[str, str]:
    """Return the Python names of a method's parameters, all different.

    >>> parameterNames(["from", "task-id", "from_"])
    {'from': 'from__', 'task-id': 'task_id', 'from_': 'from_'}
    """
    preferred = {name: parameterName(name) for name in names}
    taken = {name for name, spelled in preferred.items() if name == spelled}
    found: dict[str, str] = {}
    for name, spelled in preferred.items():
        found[name] = spelled
        while found[name] != name and found[name] in taken:
            found[name] += "_"
        taken.add(found[name])
    return found


def argumentText(call: str, name: str, value: object) -> str:
    """Convert a route argument, a query parameter or a word of a routing key to a string.

    Args:
        call: The call, such as `queue.listTaskGroup`, for messages.
        name: Name of the argument.
        value: Value of the argument. Untyped callers may pass anything, such as 10.0 from YAML.

    Raises:
        InvalidCall: if the value is neither a string nor an integer.
    """
    if type(value) is str:  # the most frequent case
        return value
    whole = asInteger(value)
    if isinstance(whole, bool) or not isinstance(whole, str | int):
        raise InvalidCall(
            call, f"{name} must be a string or an integer, got {type(value).__name__}"
        )
    try:
        return str(whole)
    except ValueError:  # Python converts only a few thousand digits.
        pass
    raise InvalidCall(call, f"{name} has too many digits")


HttpMethod: TypeAlias = Literal["get", "put", "post", "delete", "head", "patch", "options"]
"""HTTP method, in lower case."""

Stability: TypeAlias = Literal["stable", "experimental", "deprecated"]
"""Level of stability that a service promises for a method."""

ScopeExpression: TypeAlias = "str | Mapping[str, str | ScopeExpression | Sequence[ScopeExpression]]"
"""Scopes of a method in the form of the contract: a scope, `AllOf`, `AnyOf`, `for … in … each`, or
`if … then … else`."""

ResultT_co = TypeVar("ResultT_co", default=object, covariant=True)


@dataclass(frozen=True)
class Operation(Generic[ResultT_co]):
    """One method of a service's API."""

    service: str
    """Name of the service in URLs, `worker-manager` for example."""

    version: str
    """API version in URLs, `v1`."""

    name: str
    """Name of the method, `createTask`."""

    method: HttpMethod
    """HTTP method, in lower case."""

    route: str
    """Path below the service's root, with arguments in angle brackets: `/task/<taskId>`."""

    attribute: str | None = None
    """Name of the client's method, if it differs from the API's: `close_`."""

    args: tuple[str, ...] = ()
    """Names of the route's arguments, in the order in which the method takes them."""

    secretArgs: tuple[str, ...] = ()
    """Names of route arguments that grant access."""

    mayBeEmpty: tuple[str, ...] = ()
    """Names of route arguments that can be the empty string."""

    query: tuple[str, ...] = ()
    """Names of the query parameters."""

    payload: object = None
    """Type of the body (a model, a union of models, `FreeForm`, or `Upload` for a file); `None` if
    the method takes none."""

    takesDict: bool = False
    """Whether the body can also be given as a dict with the fields of its model."""

    media: tuple[str, ...] = ()
    """Media types of a body that is a file."""

    result: object = None
    """Type of the result (a model, a union or a list of models); `None` if it is empty."""

    bodyKind: BodyKind = "json"
    """Kind of a successful response's body."""

    resultHeaders: Mapping[str, str] | None = None
    """Headers by property of the result. Older servers send the properties in these headers
    instead of JSON."""

    statuses: Mapping[int, object] | None = None
    """Type of the result by HTTP status; `None` if it is the same for every success. A single digit
    stands for all statuses that begin with it."""

    schemes: tuple[Scheme, ...] = ("hawk",)
    """Authentication schemes that a call can use; empty if calls are not authenticated."""

    scopes: ScopeExpression | None = None
    """Scopes that a caller needs; `None` if it needs none."""

    stability: Stability = "stable"
    """Level of stability that the service promises for the method."""

    @cached_property
    def methodName(self) -> str:
        """Name of the client's method."""
        return self.attribute or self.name

    @cached_property
    def parameterNames(self) -> Mapping[str, str]:
        """Names of the client's parameters, by route argument and query parameter."""
        return parameterNames((*self.args, *self.query))

    @cached_property
    def title(self) -> str:
        """Name of the method in messages: `queue.createTask`."""
        return f"{self.service}.{self.name}"

    @cached_property
    def takesAccessToken(self) -> bool:
        """Whether calls send the token in their argument `accessToken`."""
        return "accessToken" in self.schemes

    @cached_property
    def payloadType(self) -> object:
        """Type of the body without an alias's metadata, which `isinstance()` would not accept."""
        isAlias = get_origin(self.payload) is Annotated and self.payload != FreeForm
        bare: object = get_args(self.payload)[0] if isAlias else self.payload
        return bare

    @cached_property
    def isAlwaysJson(self) -> bool:
        """Whether every server sends the result as JSON, if it sends any."""
        return self.bodyKind == "json" and not self.resultHeaders

    @property
    def hasTaskclusterErrors(self) -> bool:
        """Whether error responses have Taskcluster's form; those of OpenAPI services don't."""
        return self.statuses is None

    def isResult(self, status: int) -> bool:
        """Whether a response with this HTTP status is a result of the method."""
        if self.statuses is not None:
            return _key(self.statuses, status) is not None
        return (
            200 <= status < 300 or status == 303 or (status == 302 and self.bodyKind == "redirect")
        )

    @cached_property
    def decoder(self) -> Decoder[ResultT_co]:
        """Validator of the result, created on first use."""
        return Decoder(self.result)

    def decoderFor(self, status: int) -> Decoder[ResultT_co] | None:
        """Return the validator of the result for an HTTP status; `None` if the result is empty."""
        if self.statuses is None:
            return None if self.result is None else self.decoder
        return self._decoders[_key(self.statuses, status)]

    @cached_property
    def _decoders(self) -> Mapping[int | None, Decoder[ResultT_co] | None]:
        return {
            status: None if kind is None else Decoder(kind)
            for status, kind in (self.statuses or {}).items()
        }


def _key(statuses: Mapping[int, object], status: int) -> int | None:
    return next((key for key in (status, status // 100) if key in statuses), None)
