"""Samples of models: their fields, read from annotations, and unions of models."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic.fields import FieldInfo
from typing_extensions import override

from tc_typed.core.errors import didYouMean
from tc_typed.core.models.base import Response
from tc_typed.core.models.constraints import Constraint
from tc_typed.core.models.core_schemas import rewordedError
from tc_typed.core.models.fields import Unrecognized
from tc_typed.core.models.problems import mismatch
from tc_typed.core.models.since import Since
from tc_typed.testing.samples.ids import COMMON_OF_ITEMS
from tc_typed.testing.samples.kinds import (
    Constant,
    Enumeration,
    Items,
    Kind,
    NoSample,
    Scalar,
    Spot,
    Table,
    Time,
    Unknown,
    isList,
    isMapping,
    keysOf,
    notAmong,
)
from tc_typed.testing.samples.requirements import alwaysSent, constraintsOf, missingNames
from tc_typed.testing.samples.runs import fitting
from tc_typed.testing.samples.scope import Scope

ModelT = TypeVar("ModelT", bound=BaseModel)

_Given: TypeAlias = tuple[type[BaseModel], Mapping[str, object]]
"""Model of an object, and fields of it by name or property."""

_UNRECOGNIZED = "unrecognized"
_CONSTANTS = [(bool, False), *((it, None) for it in (JsonValue, object, Any, types.NoneType))]
"""Types with a sample that is always the same."""
_NOWHERE = Spot(Scope())


# Types of fields


def kindOf(annotation: object, constraints: tuple[object, ...] = ()) -> Kind:
    """Read the annotation of a field.

    Args:
        annotation: The type.
        constraints: Its constraints, from pydantic or ours.
    """
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        annotation, *inner = arguments
        return kindOf(annotation, (*_flat(inner), *constraints))
    if origin in (Union, types.UnionType):
        return _unionOf([it for it in arguments if it is not types.NoneType], constraints)
    if origin is Literal:
        return Enumeration(arguments)
    if origin is list:
        return Items(kindOf(arguments[0]), _minLength(constraints))
    if origin is dict or annotation is dict:
        value = kindOf(arguments[1]) if arguments else Constant(None)
        return Table(value, keysOf(constraints))
    return _plain(annotation, constraints)


def _plain(annotation: object, constraints: tuple[object, ...]) -> Kind:
    if annotation is Unrecognized:
        return Enumeration((Unrecognized(_UNRECOGNIZED),), isOpen=True)
    for kind, value in _CONSTANTS:
        if annotation is kind:
            return Constant(value)
    match annotation:
        case type() if issubclass(annotation, BaseModel) and annotation is not BaseModel:
            return ModelKind(annotation)
        case type() if annotation in (str, int, float):
            checks = tuple(it for it in constraints if not isinstance(it, Since))
            return Scalar(annotation, checks)
        case type() if annotation is datetime:
            return Time()
        case _:
            return Unknown(annotation)


def _unionOf(members: Sequence[object], constraints: tuple[object, ...]) -> Kind:
    # Free-form objects can be any model, which needs no completion.
    kinds = [kindOf(it, constraints) for it in members if it is not BaseModel]
    if len(kinds) == 1:
        return kinds[0]
    enumerations = [it for it in kinds if isinstance(it, Enumeration)]
    if len(enumerations) < len(kinds):
        return UnionKind(tuple(kinds))
    known = [value for it in enumerations if not it.isOpen for value in it.values]
    return Enumeration(tuple(known), isOpen=any(it.isOpen for it in enumerations))


def _flat(metadata: Sequence[object]) -> Iterator[object]:
    """Yield the constraints in the metadata of an annotation."""
    for it in metadata:
        if isinstance(it, FieldInfo):
            yield from it.metadata
        else:
            yield it


def _minLength(constraints: Sequence[object]) -> int:
    limits = (getattr(it, "min_length", None) for it in constraints)
    return next((it for it in limits if isinstance(it, int)), 0)


# Models


@dataclass(frozen=True)
class ModelKind(Kind):
    """An object of a model."""

    model: type[BaseModel]

    @override
    def sample(self, spot: Spot, /) -> object:
        return sampleOf(self.model, {}, spot)

    @override
    def complete(self, given: object, spot: Spot, /) -> object:
        return sampleOf(self.model, given, spot) if isMapping(given) else given

    def modelOf(self, _given: Mapping[str, object], _spot: Spot) -> type[BaseModel]:
        """Return the model of a given object."""
        return self.model


@dataclass(frozen=True)
class UnionKind(Kind):
    """A value of one of several types."""

    kinds: tuple[Kind, ...]

    @override
    def sample(self, spot: Spot, /) -> object:
        return self.kinds[0].sample(spot)

    @override
    def complete(self, given: object, spot: Spot, /) -> object:
        if isMapping(given) and self._models:
            return sampleOf(self.modelOf(given, spot), given, spot)
        for kind in self.kinds:
            if isinstance(kind, Items) and isList(given):
                return kind.complete(given, spot)
        return given

    def modelOf(self, given: Mapping[str, object], spot: Spot) -> type[BaseModel]:
        """Choose the model that given fields fit best; the first one if several do.

        Raises:
            NoSample: if a field has a value that no model accepts.
        """
        fitting = [it for it in self._models if not _contradictions(it, given)]
        if not fitting:
            raise self._mismatch(given, spot)
        return min(fitting, key=lambda it: len(given.keys() - planOf(it).fields.keys()))

    @cached_property
    def _models(self) -> Sequence[type[BaseModel]]:
        return [it.model for it in self.kinds if isinstance(it, ModelKind)]

    def _mismatch(self, given: Mapping[str, object], spot: Spot) -> NoSample:
        name = next(iter(_contradictions(self._models[0], given)))
        fields = [planOf(it).fields.get(name) for it in self._models]
        kinds = [field.kind for field in fields if field is not None]
        values = [value for it in kinds if isinstance(it, Enumeration) for value in it.values]
        return notAmong([*dict.fromkeys(values)], given[name], spot.inside(name))


def _contradictions(model: type[BaseModel], given: Mapping[str, object]) -> list[str]:
    """Return the names of given fields with other values than the model allows."""
    fields = planOf(model).fields
    return [
        name
        for name, value in given.items()
        if name in fields
        and isinstance(kind := fields[name].kind, Enumeration)
        and not kind.accepts(value)
    ]


@dataclass(frozen=True)
class FieldPlan:
    """Facts about a field that samples need."""

    key: str
    """Name that the model's validation expects."""
    kind: Kind


@dataclass(frozen=True)
class ModelPlan:
    """Facts about a model that samples need."""

    fields: Mapping[str, FieldPlan]
    """Fields by name and by property."""
    keys: Sequence[str]
    """Key of each field."""
    required: Sequence[str]
    """Keys of the fields that every sample has."""
    takesOthers: bool
    """Whether objects may have other properties, too, according to the contract."""
    constraints: Sequence[Constraint]


@cache
def planOf(model: type[BaseModel]) -> ModelPlan:
    """Read a model's fields once."""
    model.model_rebuild()  # It does nothing if the annotations have been evaluated.
    fields: dict[str, FieldPlan] = {}
    keys: list[str] = []
    required: list[str] = []
    sent = alwaysSent(model)
    for name, info in model.model_fields.items():
        key = info.validation_alias if isinstance(info.validation_alias, str) else name
        fields[name] = fields[key] = FieldPlan(key, kindOf(info.annotation, tuple(info.metadata)))
        keys.append(key)
        if info.is_required() or name in sent:
            required.append(key)
    return ModelPlan(
        fields,
        keys,
        required,
        # All responses accept unknown properties, which newer servers may send.
        takesOthers=model.model_config.get("extra") == "allow" and not issubclass(model, Response),
        constraints=constraintsOf(model),
    )


def sampleOf(model: type[ModelT], given: Mapping[str, object], spot: Spot) -> ModelT:
    """Make a sample of a model.

    Args:
        model: Class of the model.
        given: Given fields, by name or property; nested objects can be dicts with some fields.
        spot: Location of the object.

    Raises:
        NoSample: if a given field does not exist or does not fit, or a value has to be given.
    """
    plan = planOf(model)
    bases = [base.__name__ for base in model.__mro__]
    given, present = fitting(bases, given, plan.fields)
    if not spot.path or spot.isItem:
        names = plan.fields.keys() | {it for each in bases for it in COMMON_OF_ITEMS.get(each, ())}
        scope = spot.scope.including(_shared(model, given), names)
        spot = replace(spot, scope=scope)
    made: dict[str, object] = {}
    for name, value in given.items():
        if (field := plan.fields.get(name)) is not None:
            made[field.key] = field.kind.complete(value, spot.inside(field.key, model.__name__))
        elif plan.takesOthers:
            made[name] = value
        else:
            hint = didYouMean(str(name), plan.fields)
            raise NoSample((*spot.path, str(name)), f"{model.__name__} has no such field{hint}")
    missing = missingNames(plan.constraints, {*made, *plan.required}, plan.keys)
    for key in [*plan.required, *present, *missing]:
        if key not in made and (field := plan.fields.get(key)) is not None:
            made[key] = field.kind.sample(spot.inside(key, model.__name__))
    try:
        return model.model_validate(made)
    except ValidationError as error:
        wrong = error
    located = rewordedError(wrong, lambda it: ((*spot.path, *it["loc"]), it["msg"]))
    raise NoSample((), mismatch(located))


def _shared(model: type[BaseModel], given: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield names and values of the given fields of an object and of the objects in it.

    Fields of outer objects come first. Items of lists don't count.
    """
    level: list[_Given] = [(model, given)]
    while level:
        nested: list[_Given] = []
        for kind, fields in level:
            plan = planOf(kind)
            for name, value in fields.items():
                if (field := plan.fields.get(name)) is not None:
                    yield field.key, value
                    nested += _objects(field.kind, value)
        level = nested


def _objects(kind: Kind, value: object) -> Iterator[_Given]:
    """Yield the model and the fields of a given value if it is an object."""
    if not isinstance(kind, ModelKind | UnionKind):
        return
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        yield type(value), {name: getattr(value, name, None) for name in fields}
    elif isMapping(value):
        with suppress(NoSample):  # Completing the value reports it with its location.
            yield kind.modelOf(value, _NOWHERE), value
