"""The worker in `examples/` against a Manager that plays the whole protocol."""

from __future__ import annotations

import importlib.util
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from tc_typed.core.sync import ServiceClient
from tc_typed.flamenco import Command

from .manager import Manager, Task, command

PROGRAM = Path(__file__).parents[2] / "examples" / "flamenco_worker.py"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200_000)


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("flamenco_worker", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


example = load()


class Scripted:
    """Runs commands that are functions of the test, and notes what became of them."""

    taskTypes: Sequence[str] = ("misc",)

    def __init__(self, **actions: Callable[[], None]) -> None:
        self.actions = actions
        self.begun: list[str] = []
        self.ended: list[str] = []

    def run(self, command: Command, /) -> Generator[object]:
        self.begun.append(command.name)
        yield example.Progress(activity=f"begin {command.name}", log=f"{command.name} begins")
        if command.name in self.actions:
            self.actions[command.name]()
        yield example.Progress(log=f"{command.name} goes on")
        self.ended.append(command.name)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that the runtime would have waited before attempts."""
    found: list[float] = []

    def pause(_: ServiceClient, seconds: float) -> None:
        found.append(seconds)

    monkeypatch.setattr(ServiceClient, "pause", pause)
    return found


def work(manager: Manager, tmp_path: Path, runner: object) -> None:
    example.main(manager.url, tmp_path / "worker.json", runner, pause=0.001)


def test_worker_registers_works_and_leaves_when_it_is_told_to(tmp_path: Path) -> None:
    image = tmp_path / "frame.png"
    image.write_bytes(PNG)

    class Rendering(Scripted):
        def run(self, command: Command, /) -> Generator[object]:
            yield from super().run(command)
            yield example.Progress(steps=1, output=image)

    task = Task("render", [command("one"), command("two")])
    with Manager(task) as manager:
        work(manager, tmp_path, Rendering())
    assert (task.status, task.activity, task.steps) == ("completed", "done", 2)
    assert task.log == ["one begins", "one goes on", "two begins", "two goes on"]
    assert task.outputs == [("image/png", PNG)] * 2
    assert manager.worker.history == ["awake", "offline", "signed off"]
    assert manager.calls[:4] == ["registerWorker", "signOn", "workerStateChanged", "scheduleTask"]
    assert {*manager.calls} >= {"mayWorkerRun", "taskUpdate", "taskOutputProduced", "signOff"}


def test_credentials_last_longer_than_a_session(tmp_path: Path) -> None:
    with Manager() as manager:
        work(manager, tmp_path, Scripted())
        work(manager, tmp_path, Scripted())
    assert manager.calls.count("registerWorker") == 1
    assert manager.calls.count("signOff") == 2
    kept = tmp_path / "worker.json"
    assert kept.stat().st_mode & 0o077 == 0
    assert json.loads(kept.read_text()) == {
        "username": manager.worker.uuid,
        "password": manager.worker.secret,
    }


def test_task_that_went_to_another_worker_is_left_alone(tmp_path: Path) -> None:
    lost = Task("lost", [command("lose"), command("never")])
    kept = Task("kept", [command("fine")])

    def lose() -> None:
        lost.owner = "another"

    runner = Scripted(lose=lose)
    with Manager(lost, kept) as manager:
        work(manager, tmp_path, runner)
    assert runner.begun == ["lose", "fine"]
    assert runner.ended == ["fine"]
    assert lost.log == ["lose begins"]
    assert (lost.status, kept.status) == ("active", "completed")


def test_worker_enters_the_state_that_comes_in_place_of_a_task(tmp_path: Path) -> None:
    first, second = Task("first", [command("wish")]), Task("second", [command("late")])

    def wish() -> None:
        # Too late for this task, which asks no more; in time for the next.
        manager.worker.wish = "asleep"

    class Quick(Scripted):
        def run(self, command: Command, /) -> Generator[object]:
            self.begun.append(command.name)
            yield example.Progress(activity=command.name)
            self.actions.get(command.name, lambda: None)()

    runner = Quick(wish=wish)
    with Manager(first, second) as manager:
        work(manager, tmp_path, runner)
    assert first.status == second.status == "completed"
    assert manager.worker.history == ["awake", "asleep", "awake", "offline", "signed off"]


def test_worker_stops_in_mid_task_when_another_state_is_wanted(tmp_path: Path) -> None:
    task = Task("long", [command("wish"), command("rest")])

    def wish() -> None:
        if runner.begun == ["wish"]:
            manager.worker.wish = "asleep"

    runner = Scripted(wish=wish)
    with Manager(task) as manager:
        work(manager, tmp_path, runner)
    assert runner.begun == ["wish", "wish", "rest"]
    assert runner.ended == ["wish", "rest"]
    assert task.status == "completed"
    assert manager.worker.history == ["awake", "asleep", "awake", "offline", "signed off"]


def test_restarted_worker_goes_on_where_it_was(tmp_path: Path) -> None:
    task = Task("long", [command("done"), command("wish"), command("rest")])

    def wish() -> None:
        if runner.begun == ["done", "wish"]:
            manager.worker.wish = "restart"

    runner = Scripted(wish=wish)
    with Manager(task) as manager:
        work(manager, tmp_path, runner)
    assert runner.begun == ["done", "wish", "wish", "rest"]
    assert task.status == "completed"
    assert manager.calls.count("signOn") == 2
    assert manager.worker.history == [
        "awake", "restart", "signed off", "awake", "offline", "signed off",
    ]  # fmt: skip


def test_interrupted_worker_signs_off_and_later_goes_on_where_it_was(tmp_path: Path) -> None:
    task = Task("long", [command("done"), command("interrupt"), command("rest")])

    def interrupt() -> None:
        raise KeyboardInterrupt

    runner = Scripted(interrupt=interrupt)
    with Manager(task) as manager:
        with pytest.raises(KeyboardInterrupt):
            work(manager, tmp_path, runner)
        assert manager.worker.state == "offline"
        assert (task.status, task.steps) == ("active", 1)
        runner.actions.clear()
        work(manager, tmp_path, runner)
    assert runner.begun == ["done", "interrupt", "interrupt", "rest"]
    assert task.status == "completed"


def test_manager_that_restarts_in_mid_task_is_waited_for(tmp_path: Path) -> None:
    task = Task("long", [command("update"), command("rest")])
    with Manager(task) as manager:
        work(manager, tmp_path, Scripted(update=manager.restart))
    assert task.status == "completed"
    assert task.steps == 2


def test_busy_manager_gets_the_time_that_it_asks_for(tmp_path: Path, waits: list[float]) -> None:
    task = Task("render", [command("busy")])

    def busy() -> None:
        manager.busy = 2

    with Manager(task) as manager:
        work(manager, tmp_path, Scripted(busy=busy))
    assert len(waits) == 2
    assert all(1 <= wait <= 1.25 for wait in waits)
    assert task.status == "completed"
    assert task.log == ["busy begins", "busy goes on"]


def test_worker_signs_on_again_where_the_manager_does_not_take_it_for_awake(
    tmp_path: Path,
) -> None:
    first, second = Task("first", [command("forget")]), Task("second", [command("fine")])

    def forget() -> None:
        manager.worker.state = "offline"

    with Manager(first, second) as manager:
        work(manager, tmp_path, Scripted(forget=forget))
    assert first.status == second.status == "completed"
    assert manager.calls.count("signOn") == 2


def test_failed_command_fails_its_task_and_no_other(tmp_path: Path) -> None:
    unknown = Task("unknown", [command("render", blend="a.blend")])
    failing = Task("failing", [command("exec", exe=sys.executable, args=["-c", "exit(3)"])])
    hello = [sys.executable, "-c", "print('hello')"]
    fine = Task(
        "fine",
        [
            command("echo", message="first"),
            command("sleep", duration_in_seconds=0),
            command("exec", exe=hello[0], args=hello[1:]),
        ],
    )
    with Manager(unknown, failing, fine) as manager:
        work(manager, tmp_path, example.SimpleRunner())
    assert [task.status for task in manager.tasks] == ["failed", "failed", "completed"]
    assert unknown.log == ["render with blend is unknown"]
    assert failing.log == [f"{sys.executable} ended with 3"]
    assert fine.log == ["first", "hello"]


def test_ctrl_c_signs_off(tmp_path: Path) -> None:
    manager = Manager(Task("hello", [command("echo", message="hi")]))
    manager.isOpen = True
    with manager:
        process = subprocess.Popen(
            [sys.executable, PROGRAM, manager.url, tmp_path / "worker.json"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            assert manager.idle.wait(30)
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=30)
        finally:
            process.kill()
            process.communicate()
    assert (process.returncode, output) == (0, "signed off\n")
    assert manager.worker.history == ["awake", "signed off"]
    assert manager.tasks[0].status == "completed"
