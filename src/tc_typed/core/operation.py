"""What one API method is: the one thing that clients, URLs, fakes and the local server read."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Generic, Literal, TypeAlias, get_args, get_origin

from typing_extensions import TypeVar

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.decoder import Decoder
from tc_typed.core.models.fields import FreeForm
from tc_typed.core.non_json import BodyKind
from tc_typed.core.signing.basic_and_bearer import Scheme
from tc_typed.core.whole_numbers import asWhole

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
"""Names that the body of a compiled method uses; a parameter of that name gets an underscore."""


def parameterName(name: str) -> str:
    """Spell the name of a parameter in Python.

    >>> [parameterName(name) for name in ("taskId", "from", "task-id", "payload")]
    ['taskId', 'from_', 'task_id', 'payload_']
    """
    spelled = re.sub(r"\W", "_", name, flags=re.ASCII)
    return f"{spelled}_" if keyword.iskeyword(spelled) or spelled in BODY_NAMES else spelled


def parameterNames(names: Iterable[str]) -> dict[str, str]:
    """Spell the names of a method's parameters in Python, each in another way.

    >>> parameterNames(["from", "task-id", "from_"])
    {'from': 'from__', 'task-id': 'task_id', 'from_': 'from_'}
    """
    wanted = {name: parameterName(name) for name in names}
    taken = {name for name, spelled in wanted.items() if name == spelled}
    found: dict[str, str] = {}
    for name, spelled in wanted.items():
        found[name] = spelled
        while found[name] != name and found[name] in taken:
            found[name] += "_"
        taken.add(found[name])
    return found


def argumentText(call: str, name: str, value: object) -> str:
    """Write an argument of a route, a query parameter or a word of a routing key.

    Args:
        call: The call, for messages: `queue.listTaskGroup`.
        name: The argument.
        value: Its value. Untyped callers give anything, such as the 10.0 that YAML holds.

    Raises:
        InvalidCall: if it is neither text nor a whole number.
    """
    if type(value) is str:  # as nearly all are
        return value
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


HttpMethod: TypeAlias = Literal["get", "put", "post", "delete", "head", "patch", "options"]
"""How a method is called, in lower case."""

Stability: TypeAlias = Literal["stable", "experimental", "deprecated"]
"""How much a service promises about a method."""

ScopeExpression: TypeAlias = "str | Mapping[str, str | ScopeExpression | Sequence[ScopeExpression]]"
"""A method's scopes as the contract has them: a scope, `AllOf`, `AnyOf`, `for … in … each`,
or `if … then … else`."""

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
    """Name of the client's method where it differs from the API's: `close_`."""

    args: tuple[str, ...] = ()
    """Names of the route's arguments, in the order in which the method takes them."""

    secretArgs: tuple[str, ...] = ()
    """Those of them that grant access."""

    mayBeEmpty: tuple[str, ...] = ()
    """Those of them that may be the empty text."""

    query: tuple[str, ...] = ()
    """Names of the query parameters."""

    payload: object = None
    """Type of the body (a model, a union of models, `FreeForm`, or `Upload` for a file), `None`
    where it takes none."""

    takesDict: bool = False
    """Whether the body can be given as a dict with the fields of its model, too."""

    media: tuple[str, ...] = ()
    """Media types of a body that is a file."""

    result: object = None
    """Type of the result (a model, a union or a list of models), `None` where it is empty."""

    bodyKind: BodyKind = "json"
    """Kind of a successful response's body."""

    resultHeaders: Mapping[str, str] | None = None
    """Headers in which older servers, which respond to this method without JSON, send the
    properties of the result, by property."""

    statuses: Mapping[int, object] | None = None
    """Type of the result by HTTP status, `None` where every success has the same. A single digit
    stands for all statuses that begin with it."""

    schemes: tuple[Scheme, ...] = ("hawk",)
    """How a call may prove who makes it; nothing does where there is no way."""

    scopes: ScopeExpression | None = None
    """Scopes that a caller needs, `None` where it needs none."""

    stability: Stability = "stable"
    """How much the service promises about the method."""

    @cached_property
    def methodName(self) -> str:
        """Name of the client's method."""
        return self.attribute or self.name

    @cached_property
    def parameterNames(self) -> Mapping[str, str]:
        """How the client's method spells its route arguments and query parameters."""
        return parameterNames((*self.args, *self.query))

    @cached_property
    def title(self) -> str:
        """How messages call the method: `queue.createTask`."""
        return f"{self.service}.{self.name}"

    @cached_property
    def takesAccessToken(self) -> bool:
        """Whether a call shows the token of its argument `accessToken`."""
        return "accessToken" in self.schemes

    @cached_property
    def payloadType(self) -> object:
        """`payload` without the metadata that an alias of a union has: classes to be one of."""
        isAlias = get_origin(self.payload) is Annotated and self.payload != FreeForm
        bare: object = get_args(self.payload)[0] if isAlias else self.payload
        return bare

    @cached_property
    def isAlwaysJson(self) -> bool:
        """Whether every server sends the result as JSON, if it sends any."""
        return self.bodyKind == "json" and not self.resultHeaders

    @property
    def hasTaskclusterErrors(self) -> bool:
        """Whether error responses have Taskcluster's form; those of OpenAPI documents have not."""
        return self.statuses is None

    def isResult(self, status: int) -> bool:
        """Whether a response with an HTTP status is a result of the method."""
        if self.statuses is not None:
            return _key(self.statuses, status) is not None
        return (
            200 <= status < 300 or status == 303 or (status == 302 and self.bodyKind == "redirect")
        )

    @cached_property
    def decoder(self) -> Decoder[ResultT_co]:
        """Validator of the result, made on first use."""
        return Decoder(self.result)

    def decoderFor(self, status: int) -> Decoder[ResultT_co] | None:
        """Validator of the result of an HTTP status, `None` where it is empty."""
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
