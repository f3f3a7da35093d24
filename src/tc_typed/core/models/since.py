"""Required properties of responses that older servers do not send.

For type checkers, they are ordinary fields. If a response lacks such a field, its value is derived
from other fields, or the field is absent: reading it raises an AttributeError, and dumps omit it.
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
"""Placeholder for the value of another field in the template of a derived field."""


class Absent(Enum):
    """Type of `ABSENT`, an enumeration so that its member stays identical in copies and pickles."""

    ABSENT = auto()


ABSENT: Final = Absent.ABSENT
"""Value of a model's field whose property was not received."""

isAbsent: Callable[[object], bool] = partial(operator.is_, ABSENT)
"""Return whether a property was not received. Written in C, since dumps call it often."""


@dataclass(frozen=True, slots=True)
class Since:
    """Marker for a required field of a response that older servers do not send."""

    release: int
    """First release of Taskcluster that always sends the field."""
    derived: str | None = None
    """Template for the value if it was not received: `<provisionerId>` is replaced by the value of
    that field, `<tasks.0.status.schedulerId>` by that of a nested one. If a list is too short, the
    field is absent; if anything else is missing, the response is not valid.
    """

    @property
    def mayBeAbsent(self) -> bool:
        """Whether a response is still valid if the field is missing and can't be derived."""
        parts = (part for place in self._places for part in place.split("."))
        return self.derived is None or any(map(str.isdecimal, parts))

    @property
    def _places(self) -> Sequence[str]:
        return PLACE.findall(self.derived or "")

    def derive(self, fields: Mapping[str, object]) -> object:
        """Derive the value from other fields of the model, or return `ABSENT` if one is missing."""
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
    """Return the `Since` marker of a field, if it has one."""
    marks = () if field is None else field.metadata
    return next((mark for mark in marks if isinstance(mark, Since)), None)


def withoutAbsent(items: Iterable[tuple[NameT, T]]) -> Iterator[tuple[NameT, T]]:
    """Leave out absent fields from pairs of name and value."""
    return ((name, value) for name, value in items if value is not ABSENT)


class FieldThatMayBeAbsent:
    """Descriptor of a field, which raises an AttributeError if the field is absent.

    Because it also defines `__set__` and `__delete__`, Python uses it rather than the instance's
    dict, in which pydantic stores the values.
    """

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        """Create the descriptor of a field.

        Args:
            name: Name of the field.
        """
        self._name = name

    def __get__(self, model: BaseModel | None, owner: type[BaseModel]) -> object:
        """Return the field's value. The class itself has no such attribute, as pydantic expects."""
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
