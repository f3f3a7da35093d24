"""Bindings: patterns from words, words from routing keys, models from messages."""

from __future__ import annotations

import json
import pickle
import pydoc
from copy import deepcopy
from typing import ClassVar, NamedTuple, cast, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from tc_typed import (
    AuthEvents,
    InvalidCall,
    QueueEvents,
    UnexpectedMessage,
    Unrecognized,
    bindingFor,
)
from tc_typed.core.events import Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.queue import TaskGroupRoutingKey, TaskRoutingKey

queueEvents = QueueEvents()
EXCHANGES = [*QueueEvents.exchanges.values(), *AuthEvents.exchanges.values()]
words = st.text(st.characters(exclude_characters=".", codec="utf-8"), min_size=1, max_size=20)
# Words without a special meaning: "#" is any words, "*" any word, and "_" a blank word.
plainWords = words.filter(lambda word: word not in ("#", "*", "_"))

MESSAGE: dict[str, JsonValue] = {
    "taskGroupId": "g",
    "schedulerId": "s",
    "expires": "2026-01-31T12:00:00.000Z",
    "version": 1,
}


def matches(pattern: list[str], words: list[str]) -> bool:
    """Whether a topic exchange would deliver a message; AMQP's rules, independent of our code."""
    if not pattern:
        return not words
    if pattern[0] == "#":
        return any(matches(pattern[1:], words[n:]) for n in range(len(words) + 1))
    return bool(words) and pattern[0] in ("*", words[0]) and matches(pattern[1:], words[1:])


class MiddleKey(NamedTuple):
    a: str
    b: str
    c: str | None


class MiddleExchange(Exchange[MessageT_co, MiddleKey]):
    key = MiddleKey
    words = (Word("a"), Word("b", multiple=True), Word("c", required=False))


class MiddleEvents(ServiceEvents):
    serviceName = "middle"
    exchangePrefix = "exchange/middle/"
    done: ClassVar[MiddleExchange[object]] = MiddleExchange("done", object)
    class_: ClassVar[MiddleExchange[object]] = MiddleExchange(
        "odd", object, name="class", required=("c",)
    )


class MoreEvents(MiddleEvents):
    exchangePrefix = "exchange/more/"
    more: ClassVar[MiddleExchange[object]] = MiddleExchange("more", object)


# Exchanges of a service


def test_exchanges_get_their_names_from_their_class() -> None:
    shown = {name: (it.title, it.exchange) for name, it in MoreEvents.exchanges.items()}
    assert shown == {
        "done": ("middle.done", "exchange/middle/done"),
        "class": ("middle.class", "exchange/middle/odd"),
        "more": ("middle.more", "exchange/more/more"),
    }
    assert [*MiddleEvents.exchanges] == ["done", "class"]
    assert dict(ServiceEvents.exchanges) == {}


def test_exchanges_of_one_class_can_have_different_required_words() -> None:
    done, odd = MiddleEvents.done.bind(), MiddleEvents.class_.bind()
    assert (done.parseRoutingKey("1.2._").c, odd.parseRoutingKey("1.2._").c) == (None, "_")


def test_exchanges_are_singletons() -> None:
    binding = queueEvents.taskDefined(taskId="a")
    with pytest.raises(UnexpectedMessage):
        binding.parseMessage("{}")
    for again in (pickle.loads(pickle.dumps(binding)), deepcopy(binding)):
        assert again == binding
        assert again.declaration is QueueEvents.taskDefined


def test_users_classes_can_have_exchanges_as_attributes() -> None:
    class Watcher:
        watched = QueueEvents.taskDefined

    class Renaming(MoreEvents):
        exchangePrefix = "exchange/renaming/"
        other = MoreEvents.done
        more = MoreEvents.more

    assert Watcher().watched is QueueEvents.taskDefined
    assert Renaming.exchanges == MoreEvents.exchanges
    for exchange in (QueueEvents.taskDefined, MoreEvents.done, MoreEvents.more):
        assert pickle.loads(pickle.dumps(exchange)) is exchange
    test_exchanges_get_their_names_from_their_class()


def test_help_shows_names_and_words() -> None:
    text = pydoc.plain(pydoc.render_doc(QueueEvents))
    assert "taskGroupSealed = TaskGroupExchange('queue.taskGroupSealed')" in text
    assert (
        "`exchange/taskcluster-queue/v1/task-group-sealed`, with routing keys"
        " `primary.<taskGroupId>.<schedulerId>.<reserved>`." in text
    )
    for shown in (text, pydoc.plain(pydoc.render_doc(QueueEvents.taskDefined))):
        assert "taskId: Slugid of the task that the message is about." in shown


# Patterns from words


def test_omitted_words_match_anything() -> None:
    binding = queueEvents.taskCompleted(taskId="abc", workerType="linux")
    assert binding.exchange == "exchange/taskcluster-queue/v1/task-completed"
    assert binding.routingKeyPattern == "primary.abc.*.*.*.*.linux.*.*.#"


def test_users_own_pattern_is_used_unchanged() -> None:
    binding = queueEvents.taskCompleted("route.index.gecko.#")
    assert binding.routingKeyPattern == "route.index.gecko.#"


def test_word_can_be_a_number() -> None:
    assert ".3." in queueEvents.taskRunning(runId=3).routingKeyPattern
    number = cast("int", 3.0)  # YAML can contain integers as floats.
    assert queueEvents.taskRunning(runId=number) == queueEvents.taskRunning(runId=3)


def test_multi_word_part_can_contain_dots() -> None:
    assert AuthEvents().clientCreated(reserved="a.b.#").routingKeyPattern == "a.b.#"


@pytest.mark.parametrize("word", ["a.b", ".", "#", ""])
def test_invalid_single_word_is_refused(word: str) -> None:
    with pytest.raises(InvalidCall, match=r"queue\.taskCompleted: workerType "):
        queueEvents.taskCompleted(workerType=word)


@pytest.mark.parametrize("pattern", ["", "x" * 256, "é" * 128])
def test_pattern_that_is_empty_or_too_long_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidCall, match="255 bytes"):
        queueEvents.taskCompleted(pattern)


def test_words_that_are_too_long_together_are_refused() -> None:
    with pytest.raises(InvalidCall, match="255 bytes"):
        queueEvents.taskCompleted(workerGroup="x" * 128, workerId="y" * 128)


def test_pattern_together_with_words_is_refused() -> None:
    with pytest.raises(InvalidCall, match="a pattern or taskId, not both"):
        queueEvents.taskCompleted("#", taskId="abc")


def test_value_that_is_not_a_word_is_refused() -> None:
    with pytest.raises(InvalidCall, match="must be a string or an integer, got bool"):
        queueEvents.taskRunning(runId=True)
    with pytest.raises(InvalidCall, match="must be a string or an integer, got float"):
        queueEvents.taskRunning(runId=cast("int", 3.5))
    with pytest.raises(InvalidCall, match="runId has too many digits"):
        queueEvents.taskRunning(runId=10**5000)


def test_lone_surrogate_is_refused() -> None:
    with pytest.raises(InvalidCall, match="pattern must be valid Unicode"):
        queueEvents.taskRunning(workerType="\ud800")
    with pytest.raises(InvalidCall, match="pattern must be valid Unicode"):
        queueEvents.taskRunning("\ud800.#")


@pytest.mark.parametrize("text", ["x" * 10**6, "\ud800" * 10**6, "x\n" * 10**6])
def test_refused_value_is_shortened_in_the_message(text: str) -> None:
    with pytest.raises(UnexpectedMessage) as unexpected:
        queueEvents.taskRunning().parseRoutingKey(text)
    with pytest.raises(InvalidCall) as unknown:
        bindingFor(text)
    with pytest.raises(InvalidCall) as invalid:
        queueEvents.taskRunning(workerType="." + text)
    for error in (unexpected, unknown, invalid):
        assert len(str(error.value)) < 400
        assert str(error.value).isprintable()


@given(st.sampled_from(EXCHANGES), st.data())
def test_pattern_matches_the_keys_that_have_its_words(
    exchange: Exchange, data: st.DataObject
) -> None:
    key = [word.constant or data.draw(plainWords, word.name) for word in exchange.layout]
    given_ = {
        word.name: value
        for word, value in zip(exchange.layout, key, strict=True)
        if word.constant is None and data.draw(st.booleans(), f"match {word.name}")
    }
    text = ".".join(key)
    if len(text.encode()) > 255:
        return
    pattern = exchange.bind(**given_).routingKeyPattern.split(".")
    assert matches(pattern, key)
    for position, word in enumerate(exchange.layout):
        other = [*key[:position], key[position] + "!", *key[position + 1 :]]
        fixed = word.constant is not None or word.name in given_
        assert matches(pattern, other) != fixed


# Words from a routing key


def test_words_of_a_routing_key_have_names() -> None:
    key = queueEvents.taskPending().parseRoutingKey("primary.t.0._._.prov.linux.sched.group._")
    assert key == TaskRoutingKey(
        "primary", "t", "0", None, None, "prov", "linux", "sched", "group", None
    )
    assert (key.taskId, key.workerId, key.reserved) == ("t", None, None)


def test_required_word_is_kept_even_if_it_looks_blank() -> None:
    assert queueEvents.taskGroupSealed().parseRoutingKey("primary._._._") == TaskGroupRoutingKey(
        "primary", "_", "_", None
    )


@pytest.mark.parametrize(
    ("routingKey", "reserved"),
    [("primary.g.s", None), ("primary.g.s.a", "a"), ("primary.g.s.a.b.c", "a.b.c")],
)
def test_multi_word_part_takes_all_spare_words(routingKey: str, reserved: str | None) -> None:
    assert queueEvents.taskGroupSealed().parseRoutingKey(routingKey).reserved == reserved


def test_multi_word_part_can_be_anywhere() -> None:
    assert MiddleEvents.done.bind().parseRoutingKey("1.2.3.4") == ("1", "2.3", "4")


@pytest.mark.parametrize("routingKey", ["", "primary", "primary.g"])
def test_routing_key_with_too_few_words_is_an_error(routingKey: str) -> None:
    with pytest.raises(UnexpectedMessage, match=r"does not match routingKeyKind\.taskGroupId"):
        queueEvents.taskGroupSealed().parseRoutingKey(routingKey)


@given(st.sampled_from(EXCHANGES), st.data())
def test_routing_key_is_parsed_into_its_words(exchange: Exchange, data: st.DataObject) -> None:
    key = [data.draw(plainWords, word.name) for word in exchange.layout]
    assert list(exchange.bind().parseRoutingKey(".".join(key))) == key


def test_named_tuples_fit_their_layouts() -> None:
    for exchange in EXCHANGES:
        key = exchange.bind().parseRoutingKey(".".join("x" for _ in exchange.layout))
        hints = get_type_hints(type(key))
        assert list(hints) == [word.name for word in exchange.layout]
        assert all(word.required or hints[word.name] == str | None for word in exchange.layout)


# Models from messages


@pytest.mark.parametrize("body", [MESSAGE, json.dumps(MESSAGE), json.dumps(MESSAGE).encode()])
def test_message_becomes_its_model(body: bytes | str | dict[str, JsonValue]) -> None:
    message = queueEvents.taskGroupResolved().parseMessage(
        {**body} if isinstance(body, dict) else body
    )
    assert message.taskGroupId == "g"


@pytest.mark.parametrize(
    "value", [object(), "\ud800", {"\ud800": 1}, float], ids=["object", "text", "key", "class"]
)
def test_message_that_json_cannot_represent_is_refused(value: object) -> None:
    body = cast("dict[str, JsonValue]", {**MESSAGE, "other": value})
    with pytest.raises(UnexpectedMessage, match="it contains a value that JSON can't represent"):
        queueEvents.taskGroupResolved().parseMessage(body)


def test_message_can_have_integers_as_floats() -> None:
    status = {
        "taskId": "t",
        "state": "running",
        "taskQueueId": "a/b",
        "provisionerId": "a",
        "workerType": "b",
        "schedulerId": "s",
        "taskGroupId": "g",
        "projectId": "none",
        "deadline": MESSAGE["expires"],
        "expires": MESSAGE["expires"],
        "retriesLeft": 5.0,
        "runs": [],
    }
    message = queueEvents.taskDefined().parseMessage(json.dumps({"status": status, "version": 1.0}))
    assert (message.version, message.status.retriesLeft) == (1, 5)
    assert type(message.version) is type(message.status.retriesLeft) is int


def test_message_of_a_newer_server_is_read() -> None:
    text = (
        '{"status": {"taskId": "t", "state": "paused", "runs": [], "taskQueueId": "a/b",'
        '"provisionerId": "a", "workerType": "b", "taskGroupId": "g", "schedulerId": "s",'
        '"projectId": "none", "retriesLeft": 5, "deadline": "2026-01-31T12:00:00.000Z",'
        '"expires": "2026-01-31T12:00:00.000Z"}, "version": 1, "added": true}'
    )
    message = queueEvents.taskDefined().parseMessage(text)
    assert message.status.state == Unrecognized("paused")
    assert message.model_extra == {"added": True}


@pytest.mark.parametrize("body", ["", "<html>", "{}", b"\xff", {"taskGroupId": 1}])
def test_error_about_an_invalid_message_keeps_the_message(
    body: bytes | str | dict[str, JsonValue],
) -> None:
    with pytest.raises(UnexpectedMessage, match=r"queue\.taskGroupResolved: the message") as info:
        queueEvents.taskGroupResolved().parseMessage(body)
    if isinstance(body, bytes):
        assert info.value.body == body


# Bindings by name


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda exchange: exchange.title)
def test_binding_is_found_by_the_name_of_its_exchange(exchange: Exchange) -> None:
    binding = bindingFor(exchange.exchange)
    assert binding.declaration is exchange
    assert binding == exchange.bind()


@pytest.mark.parametrize(
    "name",
    ["", "exchange/taskcluster-queue/v1/", "exchange/taskcluster-queue/v1/x", "task-defined"],
)
def test_unknown_name_is_an_error(name: str) -> None:
    with pytest.raises(InvalidCall, match="no known service publishes"):
        bindingFor(name)


def test_repr_of_a_binding_is_short() -> None:
    shown = repr(queueEvents.taskGroupSealed("a.#"))
    assert shown == "Binding('exchange/taskcluster-queue/v1/task-group-sealed', 'a.#')"
