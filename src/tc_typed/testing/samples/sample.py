"""Sample objects for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypeVar, get_args

from pydantic import BaseModel

from tc_typed.core.errors import InvalidCall
from tc_typed.core.texts import shownValue
from tc_typed.testing.samples.kinds import NoSample, Spot
from tc_typed.testing.samples.models import sampleOf
from tc_typed.testing.samples.scope import Scope

ModelT = TypeVar("ModelT", bound=BaseModel)
"""Model of the sample."""

Given: TypeAlias = "Mapping[str, Given] | Sequence[Given] | object"
"""Any value of a field. Although `object` includes the others, type checkers infer the type of an
empty dict or list from them.
"""


def sample(model: type[ModelT], /, **fields: Given) -> ModelT:
    """Make a complete, valid object of a model from the fields that matter to a test.

    It is always the same object for the same arguments. The other required fields are set
    according to the contract. Optional ones are absent, except for those that servers always send.
    Lists are empty, numbers 0 and booleans False, if the contract allows it; enumerations have
    their first value, and most strings the name of the field.

    Parts of a sample agree:

    - An id has the same value in all nested objects. If you give one, the others follow:
      `taskQueueId` also sets `provisionerId` and `workerType`. Each item of a list has its own
      ids, except for those of the group, scheduler, project, task queue, provider or worker that
      all items belong to. All claims of a `ClaimWorkResponse` have the same worker, and a task has
      the same `priority` as its status.
    - `created`, `scheduled`, `started`, `resolved`, `takenUntil`, `deadline` and `expires` are in
      order, and other times are plausible. If you give one of these, the others keep their distance
      from it, also in nested objects and items. By default, `created` is the start of 2026.
    - The runs of a task fit its state: an unscheduled task has none, any other has one in the same
      state, with the fields that a run has in it: a worker once it was claimed, `resolved` and
      `reasonResolved` at its end. If you give runs, the state of the task is that of the latest
      one, and runs before it ended in a worker failure. Claims and messages about a run have a task
      with this run in the right state, for example `running` in a `ClaimedTask`; its number and its
      worker are the same in both places.

    Args:
        model: Class of the model: of a request, response or message, or of your own. Of a union,
            pass the member that you want.
        **fields: Fields by name. A nested object can be a dict with the fields that matter, also in
            a list or dict: `tasks=[{}, {}]` makes two tasks. Model instances are taken unchanged.
            Enumerations of responses also take `Unrecognized("value")`, as if from a newer server.

    Returns:
        An instance of the model.

    Raises:
        InvalidCall: if there is no field of a given name, a value does not fit, or a field of your
            own class has a type or a pattern of which there is no sample.

    Example:
        ```python
        running = sample(TaskStatusResponse, status={"state": "running"})
        assert running.status.runs[-1].started is not None
        ```
    """
    # Callers without a type checker may pass anything, such as a union.
    if not (isinstance(model, type) and issubclass(model, BaseModel)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidCall("sample", f"model must be {_rule(model)}, got {shownValue(model)}")
    try:
        return sampleOf(model, fields, Spot(Scope()))
    except NoSample as error:
        problem = error.problem
    raise InvalidCall(f"sample({model.__name__})", problem)


def _rule(model: object) -> str:
    """Describe the classes that a caller can pass instead of something else."""
    # A union can be annotated, so its members are arguments of an argument.
    parts = [it for part in get_args(model) for it in (part, *get_args(part))]
    names = [it.__name__ for it in parts if isinstance(it, type) and issubclass(it, BaseModel)]
    return " or ".join(names) if names else "a model class"
