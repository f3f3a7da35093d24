"""Errors with Flamenco's Worker API."""

from tc_typed.flamenco import TaskUpdate, WorkerApi, WorkerStateChanged


def results(api: WorkerApi) -> None:
    print(api.schedule_task().uuid)  # M: has no attribute "uuid" P: Cannot access attribute "uuid" for class "WorkerStateChange"
    print(api.worker_state().status_requested)  # M: Item "None" of "WorkerStateChange \| None" has no attribute P: "status_requested" is not a known attribute of "None"


def requests(api: WorkerApi) -> None:
    TaskUpdate(task_status="active")  # M: Unexpected keyword argument "task_status" P: No parameter named "task_status"
    TaskUpdate(taskStatus="done")  # M: incompatible type "Literal\['done'\]" P: "Literal\['done'\]" is not assignable to
    WorkerStateChanged(status="tired")  # M: incompatible type "Literal\['tired'\]" P: "Literal\['tired'\]" is not assignable to
    api.task_output_produced("uuid", 5)  # M: Argument 2 to "task_output_produced" of "WorkerApi" has incompatible type "int" P: Argument of type "Literal\[5\]"
    api.signOn()  # M: "WorkerApi" has no attribute "signOn" P: Cannot access attribute "signOn" for class "WorkerApi"
