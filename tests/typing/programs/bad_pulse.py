"""Errors in listeners. mypy's message for the line is after `M:`, pyright's after `P:`."""

from __future__ import annotations

from tc_typed import QueueEvents
from tc_typed.pulse import MessageSource


async def listen(pulse: MessageSource) -> None:
    events = QueueEvents()
    done, end = events.taskCompleted(), events.taskGroupResolved()
    pulse.listen()  # M: variants of "listen" of "MessageSource" require at least one argument P: No overloads for "listen" match
    pulse.listen("exchange/taskcluster-queue/v1/task-completed")  # M: "listen" of "MessageSource" matches argument type "str" P: parameter "binding1" of type "Binding
    pulse.listen(events.taskCompleted)  # M: "listen" of "MessageSource" matches argument type "TaskExchange\[TaskCompletedMessage\]" P: "TaskExchange\[TaskCompletedMessage\]" is not assignable to "Binding
    pulse.listen(done, queue=1)  # M: "listen" of "MessageSource" matches argument types .*"int" P: parameter "queue" of type "str \| None"
    pulse.listen(done, prefetch="1")  # M: "listen" of "MessageSource" matches argument types .*"str" P: parameter "prefetch" of type "int"
    pulse.listen(done, acknowledge="never")  # M: "listen" of "MessageSource" matches argument types .*"str" P: parameter "acknowledge" of type "Acknowledgement"
    pulse.listen(done, onUnreadable=1)  # M: "listen" of "MessageSource" matches argument types .*"int" P: parameter "onUnreadable" of type "UnreadableHandler"
    with pulse.listen(done):  # M: has no attribute "__e(nter|xit)__" P: does not support use with "with" via the "__enter__" method|Object of type .* cannot be used with "with"
        pass
    async with pulse.listen(done, end) as both:
        for _ in both:  # M: has no attribute "__iter__" P: is not iterable
            pass
        async for event in both:
            print(event.message.status)  # M: Item "TaskGroupChangedMessage" .* has no attribute "status" P: Cannot access attribute "status" for class "TaskGroupChangedMessage"
            print(event.key.taskId)  # M: Item "TaskGroupRoutingKey" .* has no attribute "taskId" P: Cannot access attribute "taskId" for class "TaskGroupRoutingKey"
            event.redelivered = True  # M: Property "redelivered" defined in "Event" is read-only P: Attribute "redelivered" is read-only
            done.matches(event.message)  # M: Argument 1 to "matches" of "Binding" has incompatible type P: parameter "event" of type
            if done.matches(event):
                print(event.message.statuss)  # M: "TaskCompletedMessage" has no attribute "statuss" P: Cannot access attribute "statuss" for class "TaskCompletedMessage"
                print(event.key.workertype)  # M: "TaskRoutingKey" has no attribute "workertype" P: Cannot access attribute "workertype" for class "TaskRoutingKey"
                event.acknowledge()  # M: Value of type "Coroutine P: Result of async function call is not used
