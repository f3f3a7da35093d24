"""Required properties of responses that older servers do not send.

Type checkers see a field like any other. Where a response lacks it, its value is derived from other
fields, or it is absent: reading it raises an AttributeError, and no dump has it.
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

PLACE = re.compile(r"<([^<>]*)>")
"""Where the text of another field goes in what is derived."""


class Absent(Enum):
    """An enumeration, for its member stays the same in copies and pickles."""

    ABSENT = auto()


ABSENT: Final = Absent.ABSENT
"""Stands in a model where a property did not come."""

isAbsent: Callable[[object], bool] = partial(operator.is_, ABSENT)
"""Whether a property did not come; in C, as each dump asks it of each field that may be absent."""


@dataclass(frozen=True, slots=True)
class Since:
    """Marks a required field of a response that older servers do not send."""

    release: int
    """The first release of Taskcluster that is sure to send it."""
    derived: str | None = None
    """Template of its value where it did not come: `<provisionerId>` stands for the text of that
    field, `<tasks.0.status.schedulerId>` for one further in. Where a list is too short, the field
    is absent; where anything else is missing, the response is not valid.
    """

    @property
    def mayBeAbsent(self) -> bool:
        """Whether a response is valid that lacks it, and from which it can't be derived."""
        parts = (part for place in self._places for part in place.split("."))
        return self.derived is None or any(map(str.isdecimal, parts))

    @property
    def _places(self) -> Sequence[str]:
        return PLACE.findall(self.derived or "")

    def derive(self, fields: Mapping[str, object]) -> object:
        """Make the value from other fields of the model; `ABSENT` where that can't be."""
        found = {place: _valueAt(fields, place.split(".")) for place in self._places}
        if ABSENT in found.values():
            return ABSENT
        return PLACE.sub(lambda match: str(found[match[1]]), self.derived or "")


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


def markOf(field: FieldInfo | None) -> Since | None:
    """The mark of a field, if it has one."""
    marks = () if field is None else field.metadata
    return next((mark for mark in marks if isinstance(mark, Since)), None)


def withoutAbsent(items: Iterable[tuple[NameT, T]]) -> Iterator[tuple[NameT, T]]:
    """Leave out what is absent of pairs of name and value."""
    return ((name, value) for name, value in items if value is not ABSENT)


class FieldThatMayBeAbsent:
    """Descriptor of a field: reading it raises an AttributeError where it is absent.

    As it can be set and deleted, too, Python asks it before the model's own dict, in which pydantic
    keeps what came.
    """

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        """Describe the field of a name."""
        self._name = name

    def __get__(self, model: BaseModel | None, owner: type[BaseModel]) -> object:
        """Read the field of a model; a class has none, as pydantic expects it."""
        value: object = ABSENT if model is None else model.__dict__.get(self._name, ABSENT)
        if value is ABSENT:
            raise AttributeError(self._name)
        return value

    def __set__(self, model: BaseModel, value: object) -> None:
        """Set the field of a model."""
        vars(model)[self._name] = value

    def __delete__(self, model: BaseModel) -> None:
        """Make the field of a model absent."""
        vars(model)[self._name] = ABSENT
