"""Driver of sync runners: in the calling thread, or in a thread for each run."""

from __future__ import annotations

import threading

from tc_typed.graph.report import Report
from tc_typed.queue.client import Queue
from tc_typed.testing.deployment import Deployment
from tc_typed.testing.runs.group_runs import GroupRuns
from tc_typed.testing.timeline import LOOK_INTERVAL
from tc_typed.worker.outcomes import outcomeOf
from tc_typed.worker.threads import Handler, HeldRun


class ThreadRuns:
    """Runs of a task group that a function executes."""

    def __init__(self, deployment: Deployment, taskGroupId: str, queue: Queue) -> None:
        """Look for a task group.

        Args:
            deployment: Services of the local Taskcluster.
            taskGroupId: Slugid of the task group.
            queue: Client that has all scopes.

        Raises:
            InvalidCall: if the task group does not exist.
        """
        self._woken = threading.Event()
        self._threads: dict[threading.Thread, HeldRun] = {}
        self._errors: list[BaseException] = []  # Those that are not errors of a task.
        self.group: GroupRuns[HeldRun] = GroupRuns(
            deployment,
            taskGroupId,
            lambda claimed: HeldRun(queue, claimed),
            HeldRun.lose,
            self._woken.set,
        )

    def run(self, handle: Handler, capacity: int) -> Report:
        """Execute runs until none is pending or running, and report.

        Args:
            handle: Function that executes a run.
            capacity: Maximum number of runs at a time. If it is 1, no other thread is used.
        """
        with self.group.watch():
            if capacity == 1:
                while (held := self.group.claim()) is not None:
                    self._execute(held, handle)
            else:
                self._runInThreads(handle, capacity)
        return self.group.report()

    def _execute(self, held: HeldRun, handle: Handler) -> None:
        ended: Exception | None = None
        try:
            with held as run:
                try:
                    run.raiseIfLost()
                    run.outcome = outcomeOf(handle(run))
                finally:
                    # A clock that the body has moved is only noticed by a look.
                    self.group.look()
        except Exception as error:  # noqa: BLE001  # A task's error must not end the others.
            ended = error
        finally:
            self.group.end(held, ended)

    def _runInThreads(self, handle: Handler, capacity: int) -> None:
        try:
            while not self._errors:
                self._woken.clear()
                # Checked first, because a run that ends meanwhile may let others start.
                isOver = not self._threads
                while len(self._threads) < capacity and not self._errors:
                    held = self.group.claim()
                    if held is None:
                        break
                    self._start(held, handle)
                    isOver = False
                if isOver:
                    break
                self._woken.wait(LOOK_INTERVAL)
                self.group.look()
        finally:
            for held in tuple(self._threads.values()):
                held.stop()
            for thread in tuple(self._threads):
                thread.join()
        if self._errors:
            raise self._errors[0]

    def _start(self, held: HeldRun, handle: Handler) -> None:
        def execute() -> None:
            try:
                self._execute(held, handle)
            except BaseException as error:  # noqa: BLE001  # It is raised in the calling thread.
                self._errors.append(error)
            finally:
                del self._threads[thread]
                self._woken.set()

        # A daemon, so that a second Ctrl-C ends the program even if the body does not end.
        thread = threading.Thread(target=execute, name=str(held.claim), daemon=True)
        self._threads[thread] = held
        try:
            held.startThread(thread)
        except RuntimeError:
            del self._threads[thread]
            raise
