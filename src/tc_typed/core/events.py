"""Messages of Taskcluster's services on Pulse: from words to a binding, from a message to a model.

No connection is made here: any AMQP library can bind a queue with what a binding says, and hand
back what arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from inspect import getdoc
from typing import TYPE_CHECKING, ClassVar, Generic, TypeAlias

from pydantic import ValidationError
from pydantic_core import to_json
from typing_extensions import TypeVar

from tc_typed.core.errors import InvalidCall, UnexpectedMessage
from tc_typed.core.models.decoder import Decoder
from tc_typed.core.models.problems import mismatch
from tc_typed.core.operation import argumentText
from tc_typed.core.texts import shownValue

if TYPE_CHECKING:
    from pydantic import JsonValue

Words: TypeAlias = tuple[str | None, ...]
"""A routing key's words; `None` where the service left one blank."""

MessageT_co = TypeVar("MessageT_co", default=object, covariant=True)
"""Type of an exchange's messages."""
KeyT_co = TypeVar("KeyT_co", bound=Words, default=Words, covariant=True)
"""Named tuple of a routing key."""

_BLANK = "_"
_LONGEST = 255  # bytes that AMQP has for a routing key


@dataclass(frozen=True, slots=True)
class Word:
    """One part of a routing key's layout."""

    name: str
    """Name of the part, `taskId`."""
    constant: str | None = None
    """The word that always stands there, if one does."""
    multiple: bool = False
    """Whether it may be several words with dots between them, or none."""
    required: bool = True
    """Whether the service always fills it in."""


class Exchange(Generic[MessageT_co, KeyT_co]):
    """One exchange of a service: what is published on it, under which routing keys.

    Exchanges with the same routing keys are of one compiled subclass, such as `TaskExchange`. They
    are called with the words to match. The class of events that an exchange is an attribute of
    tells it its name and service.
    """

    key: Callable[..., KeyT_co]
    """The named tuple that a routing key is parsed into."""
    words: ClassVar[tuple[Word, ...]] = ()
    """Parts of the routing keys in their order; at most one of them is multiple."""
    layout: tuple[Word, ...]
    """The same parts, with those required that are always filled in on this exchange."""
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
            name: Name of the exchange in the API, if it is not that of the attribute.
            required: Words that the service always fills in here, while other exchanges may leave
                them blank.
        """
        self.message = message
        self.name = name
        self.layout = tuple(
            replace(word, required=True) if word.name in required else word for word in self.words
        )
        self._address = address
        self._place: tuple[type[ServiceEvents], str] | None = None

    def __set_name__(self, owner: type, name: str) -> None:
        # Programs may have exchanges in classes of their own, which changes nothing about these.
        if self._place is not None or not issubclass(owner, ServiceEvents):
            return
        self._place = owner, name
        self.name = self.name or name
        self.service = owner.serviceName
        self.exchange = owner.exchangePrefix + self._address
        words = ".".join(word.constant or f"<{word.name}>" for word in self.words)
        # Shown by `help`, to which the docstring below an attribute is unknown.
        call = getdoc(vars(type(self)).get("__call__", self.bind))
        self.__doc__ = f"`{self.exchange}`, with routing keys `{words}`.\n\n{call}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.title!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        # There is only one of each that a class has.
        return super().__reduce__() if self._place is None else (getattr, self._place)

    @property
    def title(self) -> str:
        """How errors call the exchange: `queue.taskCompleted`."""
        return f"{self.service}.{self.name}"

    @cached_property
    def decoder(self) -> Decoder[MessageT_co]:
        """Validator of the messages, made on first use."""
        return Decoder(self.message)

    def bind(
        self, pattern: str | None = None, /, **words: str | int | None
    ) -> Binding[MessageT_co, KeyT_co]:
        """Choose which messages of the exchange to get.

        Args:
            pattern: A routing key pattern, ready for use.
            **words: Words of the routing key to match, by name; instead of a pattern.

        Raises:
            InvalidCall: if there is both a pattern and a word, or a word can't be one.
        """
        given = {name: value for name, value in words.items() if value is not None}
        if pattern is None:
            pattern = ".".join(self._word(word, given.get(word.name)) for word in self.words)
        elif given:
            raise InvalidCall(self.title, f"give a pattern or {' and '.join(given)}, not both")
        try:
            length = len(pattern.encode())
        except UnicodeEncodeError:
            raise InvalidCall(self.title, "the pattern is not valid Unicode") from None
        if not 0 < length <= _LONGEST:
            raise InvalidCall(self.title, f"the pattern must have 1 to {_LONGEST} bytes")
        return Binding(self, pattern)

    def _word(self, word: Word, value: str | int | None) -> str:
        if word.constant is not None:
            return word.constant
        if value is None:
            return "#" if word.multiple else "*"
        text = argumentText(self.title, word.name, value)
        if not text:
            raise InvalidCall(self.title, f"{word.name} is empty; leave it out to match any")
        if not word.multiple and ("." in text or text == "#"):
            raise InvalidCall(
                self.title,
                f"{word.name} is a single word of the routing key, so it can't be "
                f"{shownValue(text)}; leave it out to match any, or give a whole pattern",
            )
        return text


@dataclass(frozen=True)
class Binding(Generic[MessageT_co, KeyT_co]):
    """Which messages a queue on Pulse is to get, and how to read what it gets.

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
    """The exchange, as the contract has it."""
    routingKeyPattern: str
    """Routing keys to match: `*` stands for one word, `#` for any number of words."""

    def __repr__(self) -> str:
        return f"Binding({self.exchange!r}, {self.routingKeyPattern!r})"

    @property
    def exchange(self) -> str:
        """Name of the exchange on Pulse."""
        return self.declaration.exchange

    def parseRoutingKey(self, routingKey: str) -> KeyT_co:
        """Take a routing key that arrived to pieces.

        Args:
            routingKey: The message's own routing key, not one of its copies under `route`.

        Returns:
            The words by name; `None` where the service left one blank.

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
        # A multiple part takes up whatever is spare, down to no word at all.
        if spare and not (spare >= -1 and any(part.multiple for part in layout)):
            names = ".".join(part.name for part in layout)
            raise UnexpectedMessage(
                self.declaration.title,
                f"the routing key {shownValue(routingKey)} is no {names}",
                body=b"",
            )
        return self.declaration.key(*found)

    def parseMessage(self, body: bytes | str | Mapping[str, JsonValue]) -> MessageT_co:
        """Make a message that arrived into its model.

        Args:
            body: The message: JSON, or what an AMQP library decoded from it.

        Raises:
            UnexpectedMessage: if it is not what the contract says.
        """
        content: bytes | str = b""
        try:
            content = to_json(body) if isinstance(body, Mapping) else body
            return self.declaration.decoder.validate_json(content)
        except ValidationError as error:
            problem = mismatch(error, "the message")
        except ValueError:  # of pydantic's serializer
            problem = "it holds what JSON does not have"
        raw = content.encode(errors="replace") if isinstance(content, str) else content
        raise UnexpectedMessage(
            self.declaration.title,
            f"the message does not match the contract: {problem}",
            body=raw,
        )


class ServiceEvents:
    """Base of the compiled classes that know a service's exchanges."""

    serviceName: ClassVar[str]
    """Name of the service in URLs."""
    exchangePrefix: ClassVar[str]
    """Start of the exchanges' names on Pulse."""
    exchanges: ClassVar[Mapping[str, Exchange]] = {}
    """The service's exchanges by name."""

    def __init_subclass__(cls) -> None:
        own: dict[str, Exchange] = {
            it.name: it for it in vars(cls).values() if isinstance(it, Exchange)
        }
        cls.exchanges = {**cls.exchanges, **own}


def findBinding(exchange: str, services: Mapping[str, tuple[str, str]]) -> Binding:
    """Find the exchange of a name, and bind it to all of its messages.

    Args:
        exchange: Name of the exchange on Pulse.
        services: Module and class of each service's exchanges, by what their names begin with.

    Raises:
        InvalidCall: if no service has such an exchange.
    """
    for prefix, (module, name) in services.items():
        if exchange.startswith(prefix):
            events: type[ServiceEvents] = getattr(import_module(module), name)
            for declaration in events.exchanges.values():
                if declaration.exchange == exchange:
                    return declaration.bind()
    raise InvalidCall("bindingFor", f"no service is known to publish on {shownValue(exchange)}")
