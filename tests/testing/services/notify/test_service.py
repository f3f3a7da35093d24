"""Notifications that callers of the local Taskcluster send, and its denylist."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.testing.conftest import Clock

from tc_typed.aio import Notify as AsyncNotify
from tc_typed.core.errors import DenylistedAddress, InsufficientScopes
from tc_typed.notify import (
    AddDenylistAddressRequest,
    EmailRequest,
    MatrixRequest,
    Notify,
    NotifyEvents,
    PulseRequest,
    SlackRequest,
)
from tc_typed.notify.models import NotificationType
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.messages import Messages
from tc_typed.testing.notifications import NotificationRequest, Notifications
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.notify.state import MOST_REMEMBERED, NotifyState
from tc_typed.testing.state.store import Store
from tc_typed.testing.timeline import Timeline

EMAIL = EmailRequest(address="a@example.com", subject="Released", content="*Version 1*")
PULSE = PulseRequest(routingKey="releases.new", message={"version": [1, None, {"ü": 2.5}]})
MATRIX = MatrixRequest(roomId="!room:example.com", body="Released")
SLACK = SlackRequest(channelId="C012", text="Released", blocks=[{"type": "divider"}])

REQUESTS: dict[NotificationType, tuple[NotificationRequest, str]] = {
    "email": (EMAIL, EMAIL.address),
    "pulse": (PULSE, PULSE.routingKey),
    "matrix-room": (MATRIX, MATRIX.roomId),
    "slack-channel": (SLACK, SLACK.channelId),
}

addresses = st.sampled_from(["a", "b"])
steps = st.lists(
    st.tuples(
        st.sampled_from(["deny", "allow", "send"]),
        st.sampled_from(["pulse", "slack-channel"]),
        addresses,
    ),
    max_size=15,
)


@pytest.fixture
def taskcluster() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster() as running:
        yield running


@pytest.fixture
def notify(taskcluster: LocalTaskcluster) -> Iterator[Notify]:
    with Notify(taskcluster.options(), retries=0) as client:
        yield client


def send(notify: Notify, kind: NotificationType) -> str | None:
    methods: dict[NotificationType, Callable[[], str | None]] = {
        "email": lambda: notify.email(EMAIL),
        "pulse": lambda: notify.pulse(PULSE),
        "matrix-room": lambda: notify.matrix(MATRIX),
        "slack-channel": lambda: notify.slack(SLACK),
    }
    return methods[kind]()


def place(kind: NotificationType) -> AddDenylistAddressRequest:
    return AddDenylistAddressRequest(notificationType=kind, notificationAddress=REQUESTS[kind][1])


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_notification_is_kept_for_inspection(
    notify: Notify, taskcluster: LocalTaskcluster, kind: NotificationType
) -> None:
    before = taskcluster.clock.now()
    assert send(notify, kind) == "OK"
    [sent] = taskcluster.notifications
    request, address = REQUESTS[kind]
    assert (sent.kind, sent.address, sent.request) == (kind, address, request)
    assert abs((sent.time - before).total_seconds()) < 10
    assert len(taskcluster.notifications) == 1


def test_notifications_are_found_by_type_and_address(
    notify: Notify, taskcluster: LocalTaskcluster
) -> None:
    other = EmailRequest(address="b@example.com", subject="s", content="c")
    notify.email(EMAIL)
    notify.pulse(PULSE)
    notify.email(other)
    assert [sent.request for sent in taskcluster.notifications.of(EmailRequest)] == [EMAIL, other]
    [sent] = taskcluster.notifications.of(EmailRequest, "b@example.com")
    assert sent.request.subject == "s"
    assert taskcluster.notifications.of(SlackRequest) == []
    taskcluster.reset()
    assert list(taskcluster.notifications) == []


def test_a_pulse_notification_is_published(notify: Notify, taskcluster: LocalTaskcluster) -> None:
    notify.pulse(PULSE)
    notify.email(EMAIL)
    [message] = taskcluster.messages
    assert message.exchange == NotifyEvents.notify.exchange
    assert (message.routingKey, message.cc) == ("primary.releases.new", ("route.releases.new",))
    published = NotifyEvents.notify.decoder.validate_json(message.body)
    assert (published.message, published.version) == (PULSE.message, 1)


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_repeat_is_dropped(
    notify: Notify, taskcluster: LocalTaskcluster, kind: NotificationType
) -> None:
    send(notify, kind)
    assert send(notify, kind) is None
    assert len(taskcluster.notifications) == 1
    notify.email(EmailRequest(address="a@example.com", subject="Other", content="c"))
    assert len(taskcluster.notifications) == 2


@pytest.mark.parametrize("kind", REQUESTS)
def test_nothing_is_sent_to_an_address_on_the_denylist(
    notify: Notify, taskcluster: LocalTaskcluster, kind: NotificationType
) -> None:
    assert notify.addDenylistAddress(place(kind)) == "OK"
    with pytest.raises(DenylistedAddress, match=REQUESTS[kind][1]):
        send(notify, kind)
    assert len(taskcluster.notifications) == len(taskcluster.messages) == 0
    for other in REQUESTS.keys() - {kind}:
        send(notify, other)
    assert len(taskcluster.notifications) == len(REQUESTS) - 1
    assert notify.deleteDenylistAddress(place(kind)) == "OK"
    assert send(notify, kind) == "OK"


def test_the_denylist_is_listed_in_pages(notify: Notify) -> None:
    for kind in REQUESTS:
        notify.addDenylistAddress(place(kind))
        notify.addDenylistAddress(place(kind))
    listed = [
        (each.notificationType, each.notificationAddress) for each in notify.iterDenylist(limit=1)
    ]
    assert listed == sorted((kind, address) for kind, (_, address) in REQUESTS.items())


def test_callers_need_a_scope_for_each_address(
    notify: Notify, taskcluster: LocalTaskcluster
) -> None:
    credentials = taskcluster.createClient("limited", ["notify:email:a@*"])
    limited = notify.use(credentials=credentials)
    limited.email(EMAIL)
    for kind in REQUESTS.keys() - {"email"}:
        with pytest.raises(InsufficientScopes):
            send(limited, kind)
    with pytest.raises(InsufficientScopes):
        limited.email(EmailRequest(address="b@example.com", subject="s", content="c"))
    with pytest.raises(InsufficientScopes):
        limited.addDenylistAddress(place("email"))
    assert [sent.request for sent in taskcluster.notifications] == [EMAIL]


def test_the_async_client_sends_the_same_notification(taskcluster: LocalTaskcluster) -> None:
    async def post() -> tuple[str | None, str | None]:
        async with AsyncNotify(taskcluster.options()) as notify:
            return await notify.slack(SLACK), await notify.slack(SLACK)

    assert asyncio.run(post()) == ("OK", None)
    assert [sent.request for sent in taskcluster.notifications.of(SlackRequest)] == [SLACK]


def newNotifyState() -> tuple[NotifyState, Notifications]:
    notifications = Notifications(Store())
    timeline = Timeline(Clock())
    return NotifyState(timeline, Messages(timeline), notifications), notifications


def test_a_notification_can_be_repeated_after_many_others() -> None:
    notifier, notifications = newNotifyState()
    others = [SlackRequest(channelId="C1", text=str(number)) for number in range(MOST_REMEMBERED)]
    assert notifier.send(SLACK)
    assert all(map(notifier.send, others[:-1]))
    assert not notifier.send(SLACK)
    assert notifier.send(others[-1])
    assert notifier.send(SLACK)
    assert len(notifications) == MOST_REMEMBERED + 2


@given(steps=steps)
def test_the_denylist_is_a_set(steps: list[tuple[str, NotificationType, str]]) -> None:
    notifier, notifications = newNotifyState()
    denied: set[tuple[NotificationType, str]] = set()
    sent: list[str] = []
    for number, (action, kind, address) in enumerate(steps):
        place = AddDenylistAddressRequest(notificationType=kind, notificationAddress=address)
        match action:
            case "deny":
                notifier.addDenylistAddress(place)
                denied.add((kind, address))
            case "allow":
                notifier.deleteDenylistAddress(place)
                denied.discard((kind, address))
            case _:
                request = (
                    PulseRequest(routingKey=address, message={"n": number})
                    if kind == "pulse"
                    else SlackRequest(channelId=address, text=str(number))
                )
                if (kind, address) in denied:
                    with pytest.raises(ApiError, match="is on the denylist"):
                        notifier.send(request)
                else:
                    assert notifier.send(request)
                    sent.append(address)
        listed = notifier.listDenylist(PageRequest()).addresses
        assert {(each.notificationType, each.notificationAddress) for each in listed} == denied
        assert len(listed) == len(denied)
    assert [each.address for each in notifications] == sent
