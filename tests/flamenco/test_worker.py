"""The worker in `examples/` with a Manager that implements the whole protocol."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tests.flamenco.manager import Json, Manager, Task, command, failure

from tc_typed.core.aio import AsyncSession
from tc_typed.flamenco import (
    AssignedTask,
    Command,
    MayKeepRunning,
    TaskUpdate,
    WorkerSignOn,
    WorkerStateChange,
    WorkerStateChanged,
    aio,
)

PROGRAM = Path(__file__).parents[2] / "examples" / "flamenco_worker.py"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200_000)
BOUND = 20
"""Seconds after which a worker that has not ended fails the test."""

STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(os.getpid(), child.pid, flush=True)
time.sleep(60)
"""

UNREADABLE = {
    "empty": b'{"uuid": "", "steps_total": 1}',
    "parent folder": b'{"uuid": "..", "steps_total": 1}',
    "half a surrogate pair": b'{"uuid": "\\ud800", "steps_total": 1}',
    "deep": b'{"uuid": "a", "steps_total": ' + b"[" * 100_000,
    "unknown": b'{"uuid": "unknown", "steps_total": 1}',
}

OUTPUT = st.lists(st.sampled_from([b"\n", b"\r\n", b"\r", b"a", b"\xe2\x82\xac", b"\xff"]))

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)

NAMES = st.sampled_from(["echo", "sleep", "exec"]) | st.text()

PARAMETERS = st.dictionaries(
    st.sampled_from(["message", "duration_in_seconds", "args"]) | st.text(), JSON, max_size=4
)

NOTE = "[the rest of the log is left out]"

OPERATIONS = [
    *("registerWorker", "signOn", "workerStateChanged", "scheduleTask", "workerState"),
    *("mayWorkerRun", "taskUpdate", "taskOutputProduced", "signOff"),
]


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("flamenco_worker", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


example = load()

Action = Callable[[], Awaitable[None]]


class Scripted:
    """Runs functions of the test as commands, and records which have begun and ended."""

    taskTypes: Sequence[str] = ("misc",)

    def __init__(self, **actions: Action) -> None:
        self.actions = actions
        self.begun: list[str] = []
        self.ended: list[str] = []

    async def run(self, command: Command, /) -> AsyncGenerator[object]:
        self.begun.append(command.name)
        yield example.Progress(activity=f"begin {command.name}", log=f"{command.name} begins")
        if command.name in self.actions:
            await self.actions[command.name]()
        yield example.Progress(log=f"{command.name} goes on")
        self.ended.append(command.name)


async def forever() -> None:
    await asyncio.sleep(2 * BOUND)


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses before attempts, in seconds, recorded instead of waiting."""
    found: list[float] = []

    async def pause(_: AsyncSession, seconds: float) -> None:
        found.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr(AsyncSession, "pause", pause)
    return found


def work(manager: Manager, tmp_path: Path, runner: object, pause: float = 0.01) -> None:
    file = tmp_path / "worker.json"
    asyncio.run(asyncio.wait_for(example.work(manager.url, file, runner, pause), BOUND))


def python(code: str) -> dict[str, Json]:
    """Return a command that runs a Python program."""
    return command("exec", exe=sys.executable, args=["-c", code])


def isRunning(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def waitFor(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


# A whole session


def test_the_worker_registers_works_and_goes_offline_on_request(tmp_path: Path) -> None:
    image = tmp_path / "frame.png"
    image.write_bytes(PNG)

    class Rendering(Scripted):
        async def run(self, command: Command, /) -> AsyncGenerator[object]:
            async for progress in super().run(command):
                yield progress
            yield example.Progress(steps=1, output=image)

    task = Task("render", [command("one"), command("two")])
    with Manager(task) as manager:
        work(manager, tmp_path, Rendering())
    assert (task.status, task.activity, task.steps) == ("completed", "done", 2)
    assert task.log == ["one begins", "one goes on", "two begins", "two goes on"]
    assert {*task.outputs} == {("image/png", PNG)}
    assert manager.worker.history == ["awake", "signed off"]
    assert manager.calls[:4] == ["registerWorker", "signOn", "workerStateChanged", "scheduleTask"]
    assert {*manager.calls} >= {"mayWorkerRun", "taskUpdate", "taskOutputProduced", "signOff"}


def test_credentials_are_used_again(tmp_path: Path) -> None:
    with Manager() as manager:
        work(manager, tmp_path, Scripted())
        work(manager, tmp_path, Scripted())
    assert manager.calls.count("registerWorker") == 1
    assert manager.calls.count("signOff") == 2
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert json.loads(file.read_text()) == {
        "username": manager.worker.uuid,
        "password": manager.worker.secret,
    }


# Tasks that must not continue


def test_the_worker_polls_during_a_silent_program(tmp_path: Path) -> None:
    def endLater(_: Request, __: bytes) -> None:
        assert not task.log
        if manager.calls.count("mayWorkerRun") == 10:
            end.touch()

    end = tmp_path / "end"
    code = (
        f"import os, time\nwhile not os.path.exists({str(end)!r}): time.sleep(0.01)\nprint('done')"
    )
    task = Task("silent", [python(code)])
    with Manager(task) as manager:
        manager.instead["mayWorkerRun"] = endLater
        work(manager, tmp_path, example.SimpleRunner())
    assert (task.status, task.log) == ("completed", ["done"])
    assert manager.timedOut == 0


@pytest.mark.parametrize("reason", ["taken over", "canceled", "requeued", "deleted", "forgotten"])
def test_a_task_that_must_not_run_is_stopped_and_the_next_one_runs(
    tmp_path: Path, reason: str
) -> None:
    lost = Task("lost", [command("lose"), command("never")])
    other = Task("other", [command("fine")])

    async def lose() -> None:
        match reason:
            case "taken over":
                lost.owner = "another"
            case "canceled":
                lost.status = "canceled"
            case "requeued":
                lost.enter("queued")
                lost.failedBy.add(manager.worker.uuid)
            case "deleted":
                manager.tasks.remove(lost)
            case _:
                lost.owner = "another"
                manager.workers.clear()
        await forever()

    runner = Scripted(lose=lose)
    with Manager(lost, other) as manager:
        work(manager, tmp_path, runner)
    assert runner.begun == ["lose", "fine"]
    assert runner.ended == ["fine"]
    assert lost.status != "completed"
    assert lost.steps == 0
    assert other.status == "completed"
    assert manager.calls.count("registerWorker") == (2 if reason == "forgotten" else 1)
    known = json.loads((tmp_path / "worker.json").read_text())["username"]
    assert known == manager.worker.uuid


def test_the_program_of_a_stopped_task_is_killed_with_its_children(tmp_path: Path) -> None:
    stubborn = Task("stubborn", [python(STUBBORN)])
    fine = Task("fine", [command("echo", message="")])

    def cancel() -> None:
        waitFor(lambda: bool(stubborn.log))
        stubborn.status = "canceled"

    with Manager(stubborn, fine) as manager:
        canceling = threading.Thread(target=cancel)
        canceling.start()
        work(manager, tmp_path, example.SimpleRunner())
        canceling.join()
    pids = [int(pid) for pid in stubborn.log[0].split()]
    assert len(pids) == 2
    waitFor(lambda: not any(map(isRunning, pids)))
    assert (stubborn.status, fine.status) == ("canceled", "completed")


def commandLine(command: dict[str, Json]) -> list[str]:
    """Return program and arguments of an `exec` command."""
    match command:
        case {"parameters": {"exe": str(exe), "args": [*arguments]}}:
            return [exe, *map(str, arguments)]
        case _:
            raise AssertionError(command)


def leaving(child: str, **options: bool) -> Task:
    """Return a task whose program ends at once, but leaves a child with the same output."""
    start = f"subprocess.Popen([sys.executable, '-c', {child!r}], **{options})"
    return Task("leaving", [python(f"import subprocess, sys; print({start}.pid, flush=True)")])


@pytest.mark.parametrize("code", ["pass", "print('on and on', flush=True)"])
def test_child_processes_end_with_the_task(tmp_path: Path, code: str) -> None:
    task = leaving(f"import time\nwhile True: {code}; time.sleep(0.001)")
    with Manager(task) as manager:
        work(manager, tmp_path, example.SimpleRunner())
    assert task.status == "completed"
    waitFor(lambda: not isRunning(int(task.log[0])))


def test_a_daemon_does_not_block_its_task(tmp_path: Path) -> None:
    async def kill() -> None:
        assert left.status == "completed"
        os.kill(int(left.log[0]), signal.SIGKILL)
        await asyncio.sleep(0.05)

    class Both(Scripted):
        def run(self, command: Command, /) -> AsyncGenerator[object]:
            if command.name in self.actions:
                return super().run(command)
            running: AsyncGenerator[object] = example.SimpleRunner().run(command)
            return running

    left = leaving("import time; time.sleep(60)", start_new_session=True)
    with Manager(left, Task("kill", [command("kill")])) as manager:
        work(manager, tmp_path, Both(kill=kill))
    assert [task.status for task in manager.tasks] == ["completed"] * 2


def test_a_daemon_leaks_no_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    async def count() -> None:
        counts: list[int] = []
        for task in [Task("none", [python("print(0)")])] + 2 * [daemon]:
            _, *reports = [
                progress async for progress in example.execute(commandLine(task.commands[0]))
            ]
            pids.append(int(reports[0].log))
            await asyncio.sleep(0.01)
            counts.append(len(os.listdir("/proc/self/fd")))  # noqa: PTH208  # fast enough
        assert len({*counts}) == 1

    pids: list[int] = []
    monkeypatch.setattr(example, "GRACE", 0.1)
    daemon = leaving("import time; time.sleep(60)", start_new_session=True)
    try:
        asyncio.run(count())
    finally:
        for pid in pids[1:]:
            os.kill(pid, signal.SIGKILL)


# Failing tasks


BAD: dict[str, tuple[dict[str, Json], str]] = {
    "missing program": (command("exec", exe="/no/such/program", args=[]), "No such file"),
    "not executable": (command("exec", exe="/etc/passwd", args=[]), "Permission denied"),
    "directory": (command("exec", exe="/", args=[]), "Permission denied"),
    "null character": (command("exec", exe="a\0b", args=[]), "ValueError"),
    "failing": (python("exit(3)"), f"{sys.executable} exited with status 3"),
    "killed": (
        python("import os; os.kill(os.getpid(), 9)"),
        f"{sys.executable} exited with status -9",
    ),
    "no arguments": (command("exec", exe=sys.executable), "can't run exec with"),
    "negative duration": (command("sleep", duration_in_seconds=-1), "can't run sleep with"),
    "Boolean duration": (command("sleep", duration_in_seconds=True), "can't run sleep with"),
    "string duration": (command("sleep", duration_in_seconds="1"), "can't run sleep with"),
    "unknown": (command("render", blend="a.blend"), 'can\'t run render with {"blend"'),
    "no parameters": ({"name": "echo", "total_step_count": 0}, "parameters: Field required"),
    "null parameters": (
        {"name": "echo", "parameters": None, "total_step_count": 0},
        "parameters: Input should be an object",
    ),
}


def test_bad_tasks_fail_and_the_others_run(tmp_path: Path) -> None:
    bad = {name: Task(name, [commands]) for name, (commands, _) in BAD.items()}
    good = Task("good", [command("echo", message="first"), python("print('hello')")])
    with Manager(*bad.values(), good) as manager:
        work(manager, tmp_path, example.SimpleRunner())
    for name, task in bad.items():
        assert (name, task.status, task.steps) == (name, "failed", 0)
        assert BAD[name][1] in "\n".join(task.log)
    assert good.status == "completed"
    assert good.log == ["first", "hello"]
    assert manager.calls.count("signOn") == 1


def test_a_task_from_an_old_manager_is_not_reported_as_failed() -> None:
    task = Task("old", [command("echo", message="")]).assigned()
    assert example.uuidOf(json.dumps(task).encode()) == task["uuid"]
    del task["steps_total"], task["steps_completed"]
    assert example.uuidOf(json.dumps(task).encode()) is None
    assert example.uuidOf(b"<html>") is example.uuidOf(b"[]") is None


@pytest.mark.parametrize("task", UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_task_does_not_end_the_worker(tmp_path: Path, task: bytes) -> None:
    def schedule(_: Request, __: bytes) -> Response | None:
        isFirst = manager.calls.count("scheduleTask") <= 2
        return Response(task, media_type="application/json") if isFirst else None

    good = Task("good", [command("echo", message="fine")])
    with Manager(good) as manager:
        manager.instead["scheduleTask"] = schedule
        work(manager, tmp_path, example.SimpleRunner())
    assert good.status == "completed"


@given(st.text(st.characters()) | st.integers().map(lambda depth: "[" * (abs(depth) % 200_000)))
def test_reading_the_uuid_of_a_task_never_raises(text: str) -> None:
    for content in (text, f'{{"steps_total": {text}', json.dumps({"uuid": text})):
        assert example.uuidOf(content.encode(errors="surrogatepass")) is None
    whole = json.dumps({"uuid": text, "steps_total": 1})
    assert example.uuidOf(whole.encode()) == text


@pytest.mark.parametrize(
    ("operation", "status"),
    [("taskUpdate", 413), ("taskUpdate", 400), ("taskUpdate", 405), ("mayWorkerRun", 404)],
)
def test_a_task_whose_calls_are_refused_fails_and_the_next_one_runs(
    tmp_path: Path, operation: str, status: int
) -> None:
    def refuse(request: Request, body: bytes) -> Response | None:
        isBad = request.path_params["task_id"] == bad.uuid and b'"failed"' not in body
        return failure(status, "no") if isBad else None

    bad, good = Task("bad", [command("forever")]), Task("good", [command("fine")])
    runner = Scripted(forever=forever)
    with Manager(bad, good) as manager:
        manager.instead[operation] = refuse
        work(manager, tmp_path, runner)
    assert (bad.status, good.status) == ("failed", "completed")
    assert runner.begun == ["forever", "fine"]
    assert str(status) in bad.log[-1]
    assert manager.calls.count("signOn") == 1


def refusing(status: int) -> Callable[[Request, bytes], Response]:
    return lambda _, __: failure(status, "no")


def requesting(state: str, status: int = 200) -> Callable[[Request, bytes], Response]:
    return lambda _, __: JSONResponse({"status_requested": state}, status)


def unreadableTask(_: Request, __: bytes) -> Response:
    return JSONResponse({"uuid": "unknown", "steps_total": 1})


def mustStop(_: Request, __: bytes, *, isChanging: bool = False) -> Response:
    return JSONResponse(
        {"mayKeepRunning": False, "reason": "no", "statusChangeRequested": isChanging}
    )


REFUSALS: dict[str, dict[str, Callable[[Request, bytes], Response]]] = {
    "no registration": {"registerWorker": refusing(401)},
    "credentials refused": {"signOn": refusing(401), "signOff": refusing(401)},
    "not signed on": {"signOn": refusing(400)},
    "never awake": {"scheduleTask": refusing(409)},
    "restart": {"signOn": requesting("restart")},
    "already awake": {"scheduleTask": requesting("awake", 423)},
    "alternating states": {
        "scheduleTask": requesting("asleep", 423),
        "workerState": requesting("awake"),
    },
    "unknown task": {"scheduleTask": unreadableTask},
    "no update": {"taskUpdate": refusing(413)},
    "task not found": {"taskUpdate": refusing(404), "mayWorkerRun": refusing(404)},
    "stopped": {"mayWorkerRun": mustStop},
    "stopped for another state": {"mayWorkerRun": partial(mustStop, isChanging=True)},
    "updates without effect": {"taskUpdate": lambda _, __: Response(status_code=204)},
}


def test_a_manager_that_refuses_calls_is_polled_slowly(tmp_path: Path) -> None:
    async def workOn(name: str, manager: Manager) -> None:
        working = example.work(manager.url, tmp_path / name, Scripted(), 0.025)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(working, 0.5)

    async def workOnAll() -> None:
        await asyncio.gather(*(workOn(*each) for each in managers.items()))

    managers = {name: Manager(Task("one", [command("one")])) for name in REFUSALS}
    with contextlib.ExitStack() as stack:
        for name, manager in managers.items():
            manager.instead = {**REFUSALS[name]}
            stack.enter_context(manager)
        asyncio.run(workOnAll())
    for name, manager in managers.items():
        staysSignedOn = {"already awake", "alternating states", "stopped for another state"}
        begins = Counter(manager.calls)["scheduleTask" if name in staysSignedOn else "signOn"]
        most = 40 if name in staysSignedOn else 8
        assert (name, begins <= most) == (name, True)
        assert (name, len(manager.calls) <= 10 * most) == (name, True)


@pytest.mark.parametrize(
    "name", ["no registration", "credentials refused", "never awake", "restart", "no update"]
)
def test_pauses_grow_if_the_worker_keeps_ending_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 6:
            raise InterruptedError

    pauses: list[float] = []
    fakeAsyncio = SimpleNamespace(**{**vars(asyncio), "sleep": sleep})
    with Manager(Task("one", [command("one")])) as manager:
        manager.instead = {**REFUSALS[name]}
        monkeypatch.setattr(example, "asyncio", fakeAsyncio)
        with pytest.raises(InterruptedError):
            work(manager, tmp_path, Scripted(), pause=1)
    assert pauses == [1, 2, 4, 8, 16, 30]


def test_output_of_any_kind_is_logged(tmp_path: Path) -> None:
    def write(content: str) -> Task:
        return Task(content, [python(f"import sys; sys.stdout.buffer.write({content})")])

    latin, unended = write(r"b'caf\xe9\n'"), write("b'a\\r\\n\\nb'")
    lines, line = write(r"b'0123456789\n' * 20_000"), write(r"b'x' * 2_000_000")
    with Manager(latin, unended, lines, line) as manager:
        work(manager, tmp_path, example.SimpleRunner())
    assert [task.status for task in manager.tasks] == ["completed"] * 4
    assert latin.log == ["caf\ufffd"]
    assert unended.log == ["a", "", "b"]
    assert lines.log == ["0123456789"] * 20_000
    assert {*"".join(line.log[:-1])} <= {*f"x{NOTE}"}
    assert manager.calls.count("taskUpdate") < 200


class Pipe:
    """A program's output, read chunk by chunk."""

    returncode = None

    def __init__(self, chunks: Sequence[bytes]) -> None:
        self.stdout = self
        self.remaining = [chunk for chunk in chunks if chunk]

    async def read(self, _: int) -> bytes:
        return self.remaining.pop(0) if self.remaining else b""


@given(OUTPUT, st.lists(st.integers(0, 30)))
def test_output_does_not_depend_on_chunks(parts: list[bytes], cuts: list[int]) -> None:
    async def collect() -> list[str]:
        return [piece async for piece in example.linesOf(Pipe(chunks))]

    output = b"".join(parts)
    ends = sorted({0, *(min(cut, len(output)) for cut in cuts), len(output)})
    chunks = [output[start:end] for start, end in itertools.pairwise(ends)]
    *lines, rest = output.decode(errors="replace").split("\n")
    expected = [line.removesuffix("\r") for line in lines] + [rest] * bool(rest)
    assert "\n".join(asyncio.run(collect())) == "\n".join(expected)


def test_a_flood_of_output_does_not_block_the_event_loop() -> None:
    async def tick() -> None:
        while True:
            ticks.append(len(pieces))
            await asyncio.sleep(0)

    async def flood() -> None:
        ticking = asyncio.create_task(tick())
        async for lines in example.linesOf(Pipe(200 * [100 * b"\n"])):
            pieces.append(lines)  # noqa: PERF401  # tick() reads it in the meantime
        ticking.cancel()

    ticks: list[int] = []
    pieces: list[str] = []
    asyncio.run(flood())
    assert pieces == 200 * [99 * "\n"]
    assert {*ticks} >= {*range(1, 200)}


def assigned(*commands: Json) -> AssignedTask:
    return AssignedTask.model_validate({**Task("any", []).assigned(), "commands": [*commands]})


def runAll(runner: object, task: AssignedTask) -> TaskUpdate:
    """Run all commands of a task, and return the whole report."""
    report = example.Report()
    api = aio.WorkerApi(rootUrl="http://localhost:1")  # never called
    asyncio.run(example.Worker(api, runner)._runAll(task, report))
    taken: TaskUpdate = report.take()
    return taken


@given(NAMES, PARAMETERS, st.text() | st.none())
def test_no_command_raises(name: str, parameters: dict[str, Json], exe: str | None) -> None:
    async def sleep(seconds: float) -> None:
        assert seconds >= 0

    if exe is not None:
        parameters["exe"] = f"/nowhere/{exe}"
    task = assigned({"name": name, "parameters": parameters, "total_step_count": 0})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(example.asyncio, "sleep", sleep)
        update = runAll(example.SimpleRunner(), task)
    assert update.taskStatus in ("completed", "failed")
    assert update.taskStatus == "completed" or update.log
    assert update.model_dump_json()


# Reports


@given(st.data())
def test_steps_are_counted_when_they_are_completed(data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(0, 4), min_size=1, max_size=4))
    reported = [data.draw(st.lists(st.integers(0, 3), max_size=4)) for _ in counts]
    failing = data.draw(st.none() | st.integers(0, len(counts) - 1))
    seen: list[tuple[int | None, int]] = []
    report = example.Report()

    class Stepping:
        taskTypes = ("misc",)

        async def run(self, command: Command, /) -> AsyncGenerator[object]:
            index = int(command.name)
            before = sum(max(count, 1) for count in counts[:index])
            for number, steps in enumerate(reported[index]):
                yield example.Progress(steps=steps)
                own = min(sum(reported[index][: number + 1]), counts[index])
                seen.append((report.update.steps_completed, before + own))
            if index == failing:
                raise example.CommandFailed("no")

    commands: list[Json] = [
        {"name": str(index), "parameters": {}, "total_step_count": count}
        for index, count in enumerate(counts)
    ]
    api = aio.WorkerApi(rootUrl="http://localhost:1")
    asyncio.run(example.Worker(api, Stepping())._runAll(assigned(*commands), report))
    assert all(found == expected for found, expected in seen)
    if failing is None:
        assert report.update.steps_completed == sum(max(count, 1) for count in counts)
    else:
        before = sum(max(count, 1) for count in counts[:failing])
        own = min(sum(reported[failing]), counts[failing])
        assert (report.update.steps_completed or 0) == before + own
    assert report.update.taskStatus == ("completed" if failing is None else "failed")


def test_all_steps_are_run_after_another_worker_failed(tmp_path: Path) -> None:
    task = Task("left", [command("one", steps=2), command("two", steps=0)], status="soft-failed")
    task.steps, task.failedBy = 3, {"another"}

    class Slow(Scripted):
        async def run(self, command: Command, /) -> AsyncGenerator[object]:
            await asyncio.sleep(0.05)
            async for progress in super().run(command):
                yield progress

    runner = Slow()
    with Manager(task) as manager:
        work(manager, tmp_path, runner)
    assert runner.ended == ["one", "two"]
    assert task.stepsSeen[0] == 0
    assert task.stepsSeen == sorted(task.stepsSeen)
    assert (task.status, task.steps) == ("completed", 3)


@given(
    st.lists(st.text(st.characters() | st.sampled_from("\0\n\U0001f600"), max_size=8), max_size=12),
    st.integers(1, 200),
)
def test_the_log_is_limited_and_in_order(texts: list[str], longest: int) -> None:
    report = example.Report(_room=longest)
    for text in texts:
        report.addLog(text)
    update = report.take()
    assert report.take() is None
    whole = "\n".join(texts).encode(errors="replace").decode()
    if len(json.dumps(whole)) < longest or not texts:
        assert (update and update.log) == (whole if texts else None)
    else:
        kept, _, note = update.log.rpartition("\n")
        assert (whole.startswith(kept), note) == (True, NOTE)
        assert len(json.dumps(update.log)) <= longest + len(NOTE) + 6


@given(st.text(st.characters() | st.sampled_from("\0\n\U0001f600")), st.integers(0, 20_000))
def test_updates_are_limited_in_size(text: str, times: int) -> None:
    report = example.Report()
    for _ in range(20):
        report.add(example.Progress(activity=times * text, log=times * text), 0)
    assert len(json.dumps(report.take().model_dump())) < 270_000
    assert len(example.failed(times * text).model_dump_json()) < 1_100


@pytest.mark.parametrize("content", [b"", b"GIF89a", None], ids=["empty", "GIF", "missing"])
def test_an_invalid_preview_does_not_fail_the_task(tmp_path: Path, content: bytes | None) -> None:
    class Rendering(Scripted):
        async def run(self, command: Command, /) -> AsyncGenerator[object]:
            yield example.Progress(output=image)

    image = tmp_path / "frame.png"
    if content is not None:
        image.write_bytes(content)
    task = Task("render", [command("one")])
    with Manager(task) as manager:
        work(manager, tmp_path, Rendering())
    assert (task.status, task.outputs) == ("completed", [])


# States


def test_the_worker_enters_a_state_that_is_sent_instead_of_a_task(tmp_path: Path) -> None:
    first, second = Task("first", [command("request")]), Task("second", [command("late")])

    async def request() -> None:
        manager.worker.requestedState, manager.worker.mayFinishTask = "asleep", True

    with Manager(first, second) as manager:
        work(manager, tmp_path, Scripted(request=request))
    assert first.status == second.status == "completed"
    assert first.log == ["request begins", "request goes on"]
    assert manager.worker.history == ["awake", "asleep", "awake", "signed off"]


@pytest.mark.parametrize(
    ("state", "history"),
    [
        ("asleep", ["awake", "asleep", "awake", "signed off"]),
        ("restart", ["awake", "signed off", "awake", "signed off"]),
    ],
)
def test_the_worker_stops_its_task_if_another_state_is_requested(
    tmp_path: Path, state: str, history: list[str]
) -> None:
    task = Task("long", [command("done"), command("request"), command("rest")])

    async def request() -> None:
        if runner.begun == ["done", "request"]:
            manager.worker.requestedState = state
            try:
                await forever()
            finally:  # before another worker can start it
                stillOurs.append(task.status == "active" and task.owner == manager.worker.uuid)

    stillOurs: list[bool] = []
    runner = Scripted(request=request)
    with Manager(task) as manager:
        work(manager, tmp_path, runner)
    assert stillOurs == [True]
    # The task was requeued, so it starts from the beginning.
    assert runner.begun == ["done", "request", "done", "request", "rest"]
    assert runner.ended == ["done", "done", "request", "rest"]
    assert (task.status, task.steps) == ("completed", 3)
    assert manager.worker.history == history
    assert manager.calls.count("signOn") == history.count("signed off")


def test_a_worker_that_restarts_while_asleep_is_asleep_again(tmp_path: Path) -> None:
    with Manager() as manager:
        manager.initialState = "asleep"
        manager.afterSleep = ["restart", "offline"]
        work(manager, tmp_path, Scripted())
        assert manager.worker.history == ["asleep", "signed off", "asleep", "signed off"]
        assert manager.worker.requestedState == "asleep"


@pytest.mark.parametrize("state", ["hibernating", "error"])
def test_an_unknown_state_is_not_entered_and_the_worker_polls_slowly(
    tmp_path: Path, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    task = Task("long", [command("request")])
    counts: list[int] = []
    found: list[tuple[str, str | None]] = []

    async def later() -> None:
        while task.status != "queued":  # noqa: ASYNC110  # another thread sets it
            await asyncio.sleep(0.01)
        counts.append(len(manager.calls))
        await asyncio.sleep(0.2)
        counts.append(len(manager.calls))
        found.append((task.status, manager.worker.requestedState))
        manager.worker.requestedState = "offline"

    async def request() -> None:
        manager.worker.requestedState = state
        waiting.append(asyncio.create_task(later()))
        await forever()

    waiting: list[asyncio.Task[None]] = []
    with Manager(task) as manager:
        work(manager, tmp_path, Scripted(request=request), pause=0.05)
    before, after = counts
    assert after - before < 10
    assert state in caplog.text
    assert found == [("queued", state)]
    assert manager.worker.history == ["awake", "signed off"]


def test_the_worker_waits_if_the_first_state_is_unknown(tmp_path: Path) -> None:
    async def workUntilAwake() -> None:
        working = asyncio.create_task(
            example.work(manager.url, tmp_path / "worker.json", Scripted(), 0.05)
        )
        await asyncio.sleep(0.2)
        assert len(manager.calls) < 10
        assert (manager.worker.state, manager.worker.history) == ("starting", [])
        manager.worker.requestedState = "awake"
        await asyncio.wait_for(working, BOUND)

    task = Task("one", [command("one")])
    with Manager(task) as manager:
        manager.initialState = "hibernating"
        asyncio.run(workUntilAwake())
    assert task.status == "completed"


def test_the_worker_signs_on_again_if_the_manager_does_not_consider_it_awake(
    tmp_path: Path,
) -> None:
    first, second = Task("first", [command("forget")]), Task("second", [command("fine")])

    async def forget() -> None:
        manager.worker.state = "offline"

    with Manager(first, second) as manager:
        work(manager, tmp_path, Scripted(forget=forget))
    assert first.status == second.status == "completed"
    assert manager.calls.count("signOn") == 2


def test_a_task_that_is_assigned_again_but_must_not_run_is_returned() -> None:
    calls: list[str] = []
    given = AssignedTask.model_validate(Task("haunted", [command("never")]).assigned())

    def schedule() -> AssignedTask:
        calls.append("schedule")
        return given

    def mayRun(_: str) -> MayKeepRunning:
        return MayKeepRunning(mayKeepRunning=False, reason="no", statusChangeRequested=False)

    def signOn(_: WorkerSignOn) -> WorkerStateChange:
        return WorkerStateChange(status_requested="awake")

    def signOff() -> None:
        calls.append("sign off")

    def changed(_: WorkerStateChanged) -> None:
        """Accept the change."""

    api = aio.WorkerApi(
        fake={
            "schedule_task": schedule,
            "may_worker_run": mayRun,
            "sign_on": signOn,
            "sign_off": signOff,
            "worker_state_changed": changed,
        }
    )
    worker = example.Worker(api, Scripted(), 0.001)
    assert asyncio.run(asyncio.wait_for(worker.run(), BOUND)) == "restart"
    assert calls == ["schedule", "schedule", "sign off"]


# A Manager that is unavailable


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_worker_waits_for_a_manager_that_is_away(tmp_path: Path, operation: str) -> None:
    image = tmp_path / "frame.png"
    image.write_bytes(PNG)

    class Rendering(Scripted):
        async def run(self, command: Command, /) -> AsyncGenerator[object]:
            for number in range(20):
                yield example.Progress(log=str(number), output=image)
                await asyncio.sleep(0.001)

    task = Task("render", [command("one")])
    with Manager(task) as manager:
        manager.initialState = "asleep"
        manager.away[operation] = 8  # more than the attempts of a client
        work(manager, tmp_path, Rendering(), pause=0.001)
        assert manager.away[operation] == 0
    assert task.status == "completed"
    assert task.log == [str(number) for number in range(20)]
    assert manager.worker.state == "offline"


def test_progress_during_an_outage_is_reported_later(tmp_path: Path) -> None:
    class Counting(Scripted):
        async def run(self, command: Command, /) -> AsyncGenerator[object]:
            for number in range(60):
                if number == 10:
                    await asyncio.to_thread(manager.stop)
                if number == 50:
                    manager.start()
                yield example.Progress(log=str(number), steps=1)
                await asyncio.sleep(0.005)

    task = Task("count", [command("count", steps=60)])
    with Manager(task) as manager:
        work(manager, tmp_path, Counting(), pause=0.005)
    assert (task.status, task.steps) == ("completed", 60)
    assert task.log == [str(number) for number in range(60)]
    assert task.stepsSeen == sorted(task.stepsSeen)


def test_pauses_between_attempts_grow_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async def call() -> None:
        if len(pauses) < 20:
            raise example.TaskclusterConnectionError("call", "no connection")

    monkeypatch.setattr(example.asyncio, "sleep", sleep)
    api = aio.WorkerApi(rootUrl="http://localhost:1")
    asyncio.run(example.Worker(api, Scripted(), 0.1)._retryWhileAway(call))
    assert pauses == sorted(pauses)
    assert pauses[:3] == [0.1, 0.2, 0.4]
    assert pauses[-1] == 30


def test_a_worker_that_cannot_sign_off_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example, "SIGN_OFF_TIMEOUT", 0.1)
    with Manager() as manager:
        manager.away["signOff"] = 1_000_000
        work(manager, tmp_path, Scripted())


def test_retry_after_of_a_busy_manager_is_honoured(tmp_path: Path, waits: list[float]) -> None:
    task = Task("render", [command("busy")])

    async def busy() -> None:
        manager.busy = 2

    with Manager(task) as manager:
        work(manager, tmp_path, Scripted(busy=busy))
    assert len(waits) == 2
    assert all(1 <= wait <= 1.25 for wait in waits)
    assert task.status == "completed"
    assert task.log == ["busy begins", "busy goes on"]


# Signals


def test_a_worker_returns_its_task_on_a_signal(tmp_path: Path) -> None:
    signals = [signal.SIGINT, signal.SIGTERM]
    pids = [tmp_path / each.name for each in signals]
    code = "import os, time; print(os.getpid(), file=open({!r}, 'w', 1)); time.sleep(60)"
    tasks = [Task(pid.name, [python(code.format(str(pid)))]) for pid in pids]
    with Manager(*tasks) as manager, contextlib.ExitStack() as stack:
        processes: list[subprocess.Popen[str]] = []
        for each in signals:
            file = tmp_path / f"{each.name}.json"
            arguments = [sys.executable, str(PROGRAM), manager.url, str(file)]
            # Like a background program of a shell, which ignores SIGINT.
            process = subprocess.Popen(
                ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *arguments],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            stack.enter_context(process)
            stack.callback(process.kill)
            processes.append(process)
        waitFor(lambda: all(pid.exists() and pid.read_text() for pid in pids))
        for task in tasks:
            task.failedBy = {*manager.workers}  # so that the other worker does not get the task
        for process, each in zip(processes, signals, strict=True):
            process.send_signal(each)
        outputs = [process.communicate(timeout=BOUND)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert outputs == ["signed off\n"] * 2
    assert [each.history for each in manager.workers.values()] == [["awake", "signed off"]] * 2
    assert [(task.status, task.steps) for task in tasks] == [("queued", 0)] * 2
    waitFor(lambda: not any(isRunning(int(pid.read_text())) for pid in pids))
