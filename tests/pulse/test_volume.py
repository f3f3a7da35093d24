"""Many messages, and many losses of the broker."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys

import pytest
from tests.profiles import IS_LONG
from tests.pulse.broker import COMPLETED, Broker, body, fullName, numberOf, publish
from tests.pulse.loops import run
from tests.pulse.test_reconnecting import assertNothingLost

from tc_typed.pulse import Pulse

COUNT = 100_000 if IS_LONG else 4_000
KILLS = 10
GROWTH = 3_000  # KiB

PROGRAM = """
import asyncio, json, os, sys, time
from pathlib import Path
from tc_typed import QueueEvents
from tc_typed.pulse import Pulse

def memory():
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0])

async def main(count):
    async with Pulse(os.environ["PULSE_URL"]) as pulse:
        async with pulse.listen(QueueEvents().taskCompleted(), queue="volume") as messages:
            start, seen, early = time.perf_counter(), 0, 0
            async for event in messages:
                assert event.message.workerId == f"worker-{seen}" and not event.redelivered
                seen += 1
                if seen == count // 4:
                    early = memory()
                if seen == count:
                    break
            rate = count / (time.perf_counter() - start)
            print(json.dumps({"early": early, "late": memory(), "rate": rate}))

asyncio.run(main(int(sys.argv[1])))
"""


@pytest.mark.slow
def test_many_messages_are_handled_in_constant_memory(broker: Broker) -> None:
    with broker.channel(isConfirmed=False) as channel:
        channel.queue_declare(fullName("volume"), durable=True)
        channel.queue_bind(fullName("volume"), COMPLETED.exchange, "#")
        for number in range(COUNT):
            publish(channel, body(number))
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, f"{COUNT}"],
        env={**os.environ, "PULSE_URL": broker.url},
        check=True,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert broker.waiting("volume") == 0
    broker.delete("volume")
    assert not ended.stderr
    measured = json.loads(ended.stdout)
    print(measured)  # noqa: T201  # shown by pytest -s
    assert measured["late"] - measured["early"] < GROWTH


@pytest.mark.slow
@pytest.mark.skipif(not IS_LONG, reason="only with the long profile; another test kills it once")
def test_a_broker_is_killed_many_times(broker: Broker, quickly: None) -> None:
    count = 200 * KILLS

    async def disturb() -> None:
        for kill in range(KILLS):
            await asyncio.to_thread(broker.publish, range(200 * kill, 200 * (kill + 1)))
            await asyncio.to_thread(broker.node.kill)
            await asyncio.to_thread(broker.node.start)

    async def main() -> None:
        async with (
            Pulse(broker.url) as pulse,
            pulse.listen(COMPLETED, queue="kills", prefetch=20) as messages,
        ):
            disturbing = asyncio.create_task(disturb())
            handled: list[tuple[int, bool]] = []
            async for event in messages:
                handled.append((numberOf(event.message), event.redelivered))
                await asyncio.sleep(0.002)
                if len({number for number, _ in handled}) == count:
                    break
            await disturbing
        assertNothingLost(handled, count)
        print(len(handled) - count, "repeats")  # noqa: T201  # shown by pytest -s

    run(main())
    broker.delete("kills")
