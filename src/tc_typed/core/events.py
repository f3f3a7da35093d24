"""Pulse messages of Taskcluster's services: bindings for queues, and events that arrive there.

This module makes no connections: `tc_typed.pulse` does, and so can any AMQP library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from inspect import getdoc
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeAlias, TypeGuard

from pydantic import ValidationError
from pydantic_core import to_json
from typing_extensions import TypeVar

from tc_typed.core.errors import InvalidCall, UnexpectedMessage
from tc_typed.core.models.decoder import Decoder
from tc_typed.core.models.problems import mismatch
from tc_typed.core.operation import argumentText
from tc_typed.core.texts import shownValue
from tc_typed.core.topics import TopicPattern

if TYPE_CHECKING:
    from pydantic import JsonValue

Words: TypeAlias = tuple[str | None, ...]
"""Words of a routing key; `None` for each word that the service left blank."""

MessageT_co = TypeVar("MessageT_co", default=object, covariant=True)
"""Type of an exchange's messages."""
KeyT_co = TypeVar("KeyT_co", bound=Words, default=Words, covariant=True)
"""Named tuple of a routing key."""

_BLANK = "_"
_ROUTE = "route."
_LONGEST = 255  # bytes, AMQP's limit for a routing key


@dataclass(frozen=True, slots=True)
class Word:
    """One part of a routing key's layout."""

    name: str
    """Name of the part, `taskId`."""
    constant: str | None = None
    """Fixed word of the part; `None` if it varies."""
    multiple: bool = False
    """Whether the part may be several words with dots between them, or none."""
    required: bool = True
    """Whether the service always fills in the part."""


class Exchange(Generic[MessageT_co, KeyT_co]):
    """One exchange of a service, with its messages and routing keys.

    Exchanges with the same routing keys share a compiled subclass, such as `TaskExchange`. Call an
    exchange with the words to match. An exchange gets its name and service from the class of events
    that it is an attribute of.
    """

    key: Callable[..., KeyT_co]
    """Named tuple that a routing key is parsed into."""
    words: ClassVar[tuple[Word, ...]] = ()
    """Parts of the routing keys in order; at most one of them is multiple."""
    layout: tuple[Word, ...]
    """The same parts; those that the service always fills in on this exchange are required."""
    service: str
    """Name of the service, `queue`."""
    name: str
    """Name of the exchange in the API, `taskCompleted`."""
    exchange: str
    """Name of the exchange on Pulse, `exchange/taskcluster-queue/v1/task-completed`."""
    message: object
    """Type of the messages."""

    def __init__(
        self, address: str, message: object, *, name: str = "", required: tuple[str, ...] = ()
    ) -> None:
        """Describe an exchange.

        Args:
            address: Name of the exchange on Pulse, without the service's prefix: `task-completed`.
            message: Type of the messages.
            name: Name of the exchange in the API. Defaults to the attribute's name.
            required: Words that the service always fills in on this exchange, but may leave blank
                on others.
        """
        self.message = message
        self.name = name
        self.layout = tuple(
            replace(word, required=True) if word.name in required else word for word in self.words
        )
        self._address = address
        self._place: tuple[type[ServiceEvents], str] | None = None

    def __set_name__(self, owner: type, name: str) -> None:
        # Programs may put exchanges into their own classes, which must not rename them.
        if self._place is not None or not issubclass(owner, ServiceEvents):
            return
        self._place = owner, name
        self.name = self.name or name
        self.service = owner.serviceName
        self.exchange = owner.exchangePrefix + self._address
        words = ".".join(word.constant or f"<{word.name}>" for word in self.words)
        # For `help`, which doesn't find the docstring below an attribute.
        call = getdoc(vars(type(self)).get("__call__", self.bind))
        self.__doc__ = f"`{self.exchange}`, with routing keys `{words}`.\n\n{call}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.title!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        # An exchange in a class of events is a singleton.
        return super().__reduce__() if self._place is None else (getattr, self._place)

    @property
    def title(self) -> str:
        """Name of the exchange in messages: `queue.taskCompleted`."""
        return f"{self.service}.{self.name}"

    @cached_property
    def decoder(self) -> Decoder[MessageT_co]:
        """Validator of the messages, created on first use."""
        return Decoder(self.message)

    def bind(
        self, pattern: str | None = None, /, **words: str | int | None
    ) -> Binding[MessageT_co, KeyT_co]:
        """Choose which of the exchange's messages to receive.

        Args:
            pattern: Complete routing key pattern.
            **words: Words of the routing key to match, by name; instead of a pattern.

        Raises:
            InvalidCall: if both a pattern and a word are given, or either is invalid.
        """
        given = {name: value for name, value in words.items() if value is not None}
        if pattern is None:
            pattern = ".".join(self._word(word, given.get(word.name)) for word in self.words)
        elif given:
            raise InvalidCall(self.title, f"pass a pattern or {' and '.join(given)}, not both")
        try:
            length = len(pattern.encode())
        except UnicodeEncodeError:
            raise InvalidCall(self.title, "pattern must be valid Unicode") from None
        if not 0 < length <= _LONGEST:
            raise InvalidCall(self.title, f"pattern must have 1 to {_LONGEST} bytes, got {length}")
        return Binding(self, pattern)

    def _word(self, word: Word, value: str | int | None) -> str:
        if word.constant is not None:
            return word.constant
        if value is None:
            return "#" if word.multiple else "*"
        text = argumentText(self.title, word.name, value)
        if not text:
            raise InvalidCall(
                self.title, f"{word.name} must not be empty; leave it out to match any"
            )
        if not word.multiple and ("." in text or text == "#"):
            raise InvalidCall(
                self.title,
                f"{word.name} must be a single word of the routing key, got {shownValue(text)}; "
                "leave it out to match any, or pass a complete pattern",
            )
        return text


@dataclass(frozen=True)
class Binding(Generic[MessageT_co, KeyT_co]):
    """Binding of a Pulse queue to an exchange, with parsers for the messages that arrive.

    Example:
        ```python
        binding = QueueEvents().taskCompleted(workerType="linux")
        channel.queue_bind(queue, binding.exchange, binding.routingKeyPattern)
        # for each message that arrives
        taskId = binding.parseRoutingKey(routingKey).taskId
        status = binding.parseMessage(body).status
        ```
    """

    declaration: Exchange[MessageT_co, KeyT_co]
    """Exchange, as described by the contract."""
    routingKeyPattern: str
    """Routing keys to match: `*` matches one word, `#` any number of words."""

    def __repr__(self) -> str:
        return f"Binding({self.exchange!r}, {self.routingKeyPattern!r})"

    @property
    def exchange(self) -> str:
        """Name of the exchange on Pulse."""
        return self.declaration.exchange

    @cached_property
    def _topics(self) -> TopicPattern:
        return TopicPattern(self.routingKeyPattern)

    def matches(self, event: Event[object, Words]) -> TypeGuard[Event[MessageT_co, KeyT_co]]:
        """Check whether the broker delivers an event to queues with this binding.

        Type checkers then know the types of the event's message and routing key.

        Args:
            event: Event from `listen`.

        Example:
            ```python
            done, end = events.taskCompleted(), events.taskGroupResolved()
            async with pulse.listen(done, end) as messages:
                async for event in messages:
                    if done.matches(event):
                        print(event.message.status.taskId)  # of a TaskCompletedMessage
            ```
        """
        return self.selects(event.exchange, event.routingKey, event.routes)

    def selects(self, exchange: str, routingKey: str, routes: Sequence[str]) -> bool:
        """Check whether the broker delivers a message to queues with this binding.

        Args:
            exchange: Name of the exchange on Pulse that the message was sent on.
            routingKey: Message's own routing key.
            routes: Routes of the task, for each of which a copy of the message is sent.
        """
        return exchange == self.exchange and any(
            map(self._topics.matches, (routingKey, *(_ROUTE + route for route in routes)))
        )

    def parseRoutingKey(self, routingKey: str) -> KeyT_co:
        """Split the routing key of a message into its words.

        Args:
            routingKey: Message's own routing key, not one of its copies under `route`.

        Returns:
            The words by name; `None` for each word that the service left blank.

        Raises:
            UnexpectedMessage: if it has fewer or more words than the exchange's routing keys.
        """
        layout, words = self.declaration.layout, routingKey.split(".")
        spare = len(words) - len(layout)
        found: list[str | None] = []
        for part in layout:
            count = 1 + spare if part.multiple else 1
            text = ".".join(words[:count])
            found.append(None if text in ("", _BLANK) and not part.required else text)
            del words[:count]
        # A multiple part absorbs all spare words; with -1 spare, it has no words.
        if spare and not (spare >= -1 and any(part.multiple for part in layout)):
            names = ".".join(part.name for part in layout)
            raise UnexpectedMessage(
                self.declaration.title,
                f"the routing key {shownValue(routingKey)} does not match {names}",
                body=b"",
            )
        return self.declaration.key(*found)

    def parseMessage(self, body: bytes | str | Mapping[str, JsonValue]) -> MessageT_co:
        """Parse a message into its model.

        Args:
            body: Message as JSON, or as a dict that an AMQP library decoded.

        Raises:
            UnexpectedMessage: if the message does not match the contract.
        """
        content: bytes | str = b""
        try:
            content = to_json(body) if isinstance(body, Mapping) else body
            return self.declaration.decoder.validate_json(content)
        except ValidationError as error:
            problem = mismatch(error)
        except ValueError:  # from pydantic's serializer
            problem = "it contains a value that JSON can't represent"
        raw = content.encode(errors="replace") if isinstance(content, str) else content
        raise UnexpectedMessage(
            self.declaration.title,
            f"the message does not match the contract: {problem}",
            body=raw,
        )


class Delivery(Protocol):
    """A message that a broker delivered, before it is parsed."""

    @property
    def exchange(self) -> str:
        """Name of the exchange on Pulse."""
        ...

    @property
    def routingKey(self) -> str:
        """Message's own routing key."""
        ...

    @property
    def cc(self) -> Sequence[str]:
        """Further routing keys, from the header `CC`."""
        ...

    @property
    def body(self) -> bytes:
        """The message as JSON."""
        ...

    @property
    def redelivered(self) -> bool:
        """Whether it may have been delivered before."""
        ...

    async def acknowledge(self) -> None:
        """Tell the broker that the message was handled, unless it was told already."""
        ...

    async def reject(self, *, requeue: bool) -> None:
        """Tell the broker that the message was not handled, unless it was told already.

        Args:
            requeue: Whether to deliver it again, instead of dropping it.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Event(Generic[MessageT_co, KeyT_co]):
    """A message from Pulse, parsed.

    Check with `binding.matches(event)` which one it is, if you listen with several bindings.
    """

    message: MessageT_co
    """The message, of the type of its exchange."""
    key: KeyT_co
    """Words of the routing key by name; `None` for each word that the service left blank."""
    routes: tuple[str, ...]
    """Routes of the task that the message is about; empty for messages that have none."""
    redelivered: bool
    """Whether the message may have been delivered before, to this program or to another consumer of
    the queue. It was then not acknowledged, for example because the connection was lost."""
    exchange: str
    """Name of the exchange on Pulse."""
    routingKey: str
    """Routing key as text."""
    delivery: Delivery = field(repr=False)
    """The message as it was delivered."""

    async def acknowledge(self) -> None:
        """Tell the broker that the message was handled, unless it was told already.

        If you listen with `acknowledge="byHand"`, call this for each event, also while others are
        still in progress. Otherwise it is called for you after the body of the loop.
        """
        await self.delivery.acknowledge()

    async def reject(self, *, requeue: bool = True) -> None:
        """Tell the broker that the message was not handled, unless it was told already.

        Args:
            requeue: Whether to deliver it again, to any consumer of the queue, instead of dropping
                it.
        """
        await self.delivery.reject(requeue=requeue)


def eventFrom(
    delivery: Delivery, bindings: Sequence[Binding[MessageT_co, KeyT_co]]
) -> Event[MessageT_co, KeyT_co]:
    """Parse a delivered message.

    Args:
        delivery: Message as delivered.
        bindings: Bindings of the queue; the first one that matches the message decides its type.

    Raises:
        UnexpectedMessage: if no binding matches it, which happens if another program bound the
            queue, or if it does not match the contract.
    """
    routes = tuple(key.removeprefix(_ROUTE) for key in delivery.cc if key.startswith(_ROUTE))
    exchange, routingKey = delivery.exchange, delivery.routingKey
    for binding in bindings:
        if binding.selects(exchange, routingKey, routes):
            return Event(
                message=binding.parseMessage(delivery.body),
                key=binding.parseRoutingKey(routingKey),
                routes=routes,
                redelivered=delivery.redelivered,
                exchange=exchange,
                routingKey=routingKey,
                delivery=delivery,
            )
    raise UnexpectedMessage(
        "pulse.listen",
        f"no binding matches the routing key {shownValue(routingKey)} on {shownValue(exchange)}",
        body=delivery.body,
    )


class ServiceEvents:
    """Base class of the compiled classes with a service's exchanges."""

    serviceName: ClassVar[str]
    """Name of the service in URLs."""
    exchangePrefix: ClassVar[str]
    """Prefix of the exchanges' names on Pulse."""
    exchanges: ClassVar[Mapping[str, Exchange]] = {}
    """The service's exchanges by name."""

    def __init_subclass__(cls) -> None:
        own: dict[str, Exchange] = {
            it.name: it for it in vars(cls).values() if isinstance(it, Exchange)
        }
        cls.exchanges = {**cls.exchanges, **own}


def findBinding(exchange: str, services: Mapping[str, tuple[str, str]]) -> Binding:
    """Find an exchange by name, and create a binding for all its messages.

    Args:
        exchange: Name of the exchange on Pulse.
        services: Module and class of each service's exchanges, by the prefix of their names.

    Raises:
        InvalidCall: if no service has an exchange of this name.
    """
    for prefix, (module, name) in services.items():
        if exchange.startswith(prefix):
            events: type[ServiceEvents] = getattr(import_module(module), name)
            for declaration in events.exchanges.values():
                if declaration.exchange == exchange:
                    return declaration.bind()
    raise InvalidCall("bindingFor", f"no known service publishes on {shownValue(exchange)}")
