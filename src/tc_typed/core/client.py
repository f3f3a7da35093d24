"""Base class of the compiled clients, sync and async."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypeAlias, TypeVar, Unpack

from tc_typed.core.errors import suggestion
from tc_typed.core.options import AnyOptions, Settings, SharedOptions, withDefaults
from tc_typed.core.session import AnySession, Api

if TYPE_CHECKING:
    from tc_typed.core.fakes import FakeCall
    from tc_typed.core.operation import Operation

AnyClient: TypeAlias = "BaseClient[AnySession]"
"""A client, sync or async."""

SessionT_co = TypeVar("SessionT_co", bound=AnySession, covariant=True)
SessionT = TypeVar("SessionT", bound=AnySession)


class BaseClient(Generic[SessionT_co]):
    """Base class of clients, which have the methods of an API, and a session that makes calls."""

    serviceName: ClassVar[str]
    """Name of the service in URLs."""
    apiVersion: ClassVar[str]
    """API version in URLs."""
    _operations: ClassVar[Mapping[str, Operation]]
    """The service's methods by name."""
    _basePath: ClassVar[str | None] = None
    """Path of the API below `rootUrl`, with slashes at both ends; `None` for Taskcluster's own
    layout."""

    _Session: type[SessionT_co]
    _session: SessionT_co
    """Session that makes the calls."""

    def __init__(
        self, options: SharedOptions | None = None, /, **overrides: Unpack[AnyOptions]
    ) -> None:
        name = type(self).__name__
        api = Api(name, self.serviceName, self.apiVersion, self._basePath)
        self._session = self._Session(api, withDefaults(name, options, overrides), self._operations)

    def _changed(self, **changes: Unpack[AnyOptions]) -> Self:
        twin = copy(self)
        twin._session = self._session.changed(changes, self._operations)  # noqa: SLF001  # same class
        return twin

    @property
    def fakeCalls(self) -> Mapping[str, Sequence[FakeCall]]:
        """Calls that a fake client received, by method name."""
        fakes = self._session.fakes
        return {} if fakes is None else fakes.calls

    def __getstate__(self) -> dict[str, object]:
        names = {*vars(self), *_slots(type(self))}
        return {name: getattr(self, name) for name in names if hasattr(self, name)}

    def __setstate__(self, state: Mapping[str, object]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        # Even a shallow copy gets its own connections.
        self._session = copy(self._session)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({settingsText(self._session.settings)})"

    if not TYPE_CHECKING:  # Otherwise, type checkers would accept any attribute.

        def __getattr__(self, name: str) -> object:
            client = type(self).__name__
            known = [it for it in dir(type(self)) if not it.startswith("_")]
            hint = suggestion(name, client, known, _operationsPath(type(self)))
            raise AttributeError(f"{client!r} object has no attribute {name!r}{hint}")


def sessionOf(client: BaseClient[SessionT]) -> SessionT:
    """Return a client's session, for parts of the runtime that need more than its methods."""
    return client._session  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # only here


def operationsOf(client: type[AnyClient] | AnyClient) -> Mapping[str, Operation]:
    """Return a service's methods by name."""
    return client._operations  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # only here


def settingsText(settings: Settings) -> str:
    """Format settings for the repr of a client."""
    credentials = settings.credentials
    # A provider may be a partial function, whose repr shows its arguments, perhaps secrets.
    shown = "<provider>" if callable(credentials) else repr(credentials)
    return f"rootUrl={settings.rootUrl!r}, credentials={shown}"


def _operationsPath(kind: type) -> str:
    """Return the path of a compiled client's operations: `tc_typed.queue.operations.OPERATIONS`."""
    compiled = next((it for it in kind.__mro__ if "_operations" in vars(it)), kind)
    return f"{compiled.__module__.rpartition('.')[0]}.operations.OPERATIONS"


def _slots(kind: type) -> Iterator[str]:
    """Yield the names of attributes that user-defined subclasses keep in slots."""
    for each in kind.__mro__:
        slots: str | Sequence[str] = vars(each).get("__slots__", ())
        names = [slots] if isinstance(slots, str) else slots
        yield from (name for name in names if not name.startswith("__"))
