"""Properties that servers send from some release on, in models that read what older ones sent.

Type checkers see a field like any other. In what an older server sent, its value is derived from
the rest, or it is absent: reading it raises an AttributeError, and no dump has it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Final, TypeGuard, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

T = TypeVar("T")
NameT = TypeVar("NameT")

_PLACE = re.compile(r"<([^<>]+)>")


class Absent(Enum):
    """Stands in a model where nothing came; an enumeration stays itself in copies and pickles."""

    ABSENT = auto()


ABSENT: Final = Absent.ABSENT
"""Its only member, by a name that is looked up fast."""

isAbsent: Callable[[object], bool] = partial(operator.is_, ABSENT)
"""Whether a value stands for nothing; in C, as it is asked for each field of each dump."""


def absent() -> Absent:
    """Make the value of a property that did not come."""
    return ABSENT


@dataclass(frozen=True, slots=True)
class Since:
    """Marks a required field of a response that older servers did not send yet."""

    release: int
    """Taskcluster's major version from which on servers are sure to send it."""
    derived: str | None = None
    """Value for what older ones sent, with `<provisionerId>` where that field's text goes, and
    `<tasks.0.status.schedulerId>` for what is further in. It is absent where a list has no such
    item; any other thing that is missing there is missing in the whole answer.
    """

    @property
    def mustBeDerived(self) -> bool:
        """Whether it can't be absent."""
        places = self._places
        return self.derived is not None and not any(
            part.isdecimal() for place in places for part in place.split(".")
        )

    @property
    def sources(self) -> set[str]:
        """Fields of the same model from which it is derived."""
        return {place.split(".")[0] for place in self._places}

    @property
    def _places(self) -> Sequence[str]:
        return _PLACE.findall(self.derived or "")

    def derive(self, fields: Mapping[str, object]) -> object:
        """Make the value from the model's other fields; `ABSENT` where that can't be."""
        found = {place: _valueAt(fields, place.split(".")) for place in self._places}
        if ABSENT in found.values():
            return ABSENT
        return _PLACE.sub(lambda match: str(found[match[1]]), self.derived or "")


def _valueAt(fields: Mapping[str, object], path: Sequence[str]) -> object:
    name, *rest = path
    value = fields.get(name, ABSENT)
    for part in rest:
        if _isList(value):
            value = value[int(part)] if int(part) < len(value) else ABSENT
        else:
            value = getattr(value, part, ABSENT)
    return ABSENT if value is None else value


def _isList(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list)


def sinceOf(field: FieldInfo | None) -> Since | None:
    """The mark of a field that has one."""
    marks = () if field is None else field.metadata
    return next((mark for mark in marks if isinstance(mark, Since)), None)


def inOrderOfNeed(fields: Mapping[str, T], marks: Mapping[str, Since]) -> dict[str, T]:
    """Put each field that can be derived behind the last of those that this needs."""
    order = list(fields)
    for name, since in marks.items():
        if since.sources:
            order.remove(name)
            order.insert(max(map(order.index, since.sources)) + 1, name)
    return {name: fields[name] for name in order}


def present(items: Iterable[tuple[NameT, T]]) -> Iterator[tuple[NameT, T]]:
    """Leave out what is absent."""
    return ((name, value) for name, value in items if value is not ABSENT)


class LateField:
    """A field that may be absent: it then reads as if the model had none of that name.

    As a data descriptor it comes before the model's own dict, in which pydantic keeps what came.
    """

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        """Stand for the field of a name."""
        self._name = name

    def __get__(self, model: BaseModel | None, owner: type[BaseModel]) -> object:
        """Read the field of a model; a class has none, as pydantic expects it."""
        value: object = ABSENT if model is None else model.__dict__.get(self._name, ABSENT)
        if value is ABSENT:
            raise AttributeError(self._name)
        return value

    def __set__(self, model: BaseModel, value: object) -> None:
        """Write the field of a model."""
        vars(model)[self._name] = value

    def __delete__(self, model: BaseModel) -> None:
        """Take the field out of a model."""
        vars(model)[self._name] = ABSENT
