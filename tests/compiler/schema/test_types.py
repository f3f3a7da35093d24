"""Kinds of shapes, their parts and the methods of visitors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from inspect import isabstract
from pathlib import Path
from typing import TypeGuard

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed.compiler import diff
from tc_typed.compiler.contract.load import Json, Node
from tc_typed.compiler.models import annotations as annotating
from tc_typed.compiler.models import fragments
from tc_typed.compiler.schema.types import (
    AnyValue,
    Array,
    Boolean,
    DateTime,
    Enum,
    FileBody,
    FreeForm,
    Leaf,
    Map,
    NonJson,
    Null,
    Nullable,
    Number,
    Property,
    Record,
    Shape,
    ShapeVisitor,
    Text,
    Union,
    Unreadable,
)


def node(value: Json = None, *pointer: str) -> Node:
    return Node(Path("x.json"), "/schemas/a/x.json", pointer, {} if value is None else value)


def subclasses(kind: type) -> Iterator[type]:
    found: list[type] = kind.__subclasses__()
    for below in found:
        yield below
        yield from subclasses(below)


NULL = Null(node())
SAMPLES: list[Shape] = [
    AnyValue(node()),
    NULL,
    Boolean(node()),
    Number(node(), True, {"minimum": 1}),
    Text(node(), {"maxLength": 2}, "x"),
    DateTime(node()),
    Enum(node(), ("a", "b")),
    Array(node(), NULL, {}, True),
    Map(node(), NULL, {}, ("a",)),
    Record(node(), (Property("a", node(), NULL, True, False),), False),
    FreeForm(node()),
    Union(node(), (NULL, Boolean(node()))),
    Nullable(node(), Boolean(node())),
    NonJson(node(), "text"),
    FileBody(node({"content": {"image/png": {}}})),
    Unreadable(node(), (NULL,)),
]


def test_there_is_a_sample_of_every_kind_of_shape() -> None:
    assert {type(it) for it in SAMPLES} == {*subclasses(Shape)} - {Leaf}


def test_each_kind_of_shape_calls_its_own_method_of_a_visitor() -> None:
    names = sorted(ShapeVisitor.__abstractmethods__)

    def method(name: str) -> Callable[[object, Shape], tuple[str, Shape]]:
        return lambda _, shape: (name, shape)

    visitor = type("Recorder", (ShapeVisitor,), {name: method(name) for name in names})()
    assert isinstance(visitor, ShapeVisitor)
    calls: list[object] = [it.accept(visitor) for it in SAMPLES]
    called = [type(it).__name__[0].lower() + type(it).__name__[1:] for it in SAMPLES]
    assert calls == [*zip(called, SAMPLES, strict=True)]
    assert sorted(called) == names


def test_a_visitor_without_a_method_for_a_kind_cannot_be_created() -> None:
    modules = (annotating, diff, fragments)
    kinds: list[type] = [*subclasses(ShapeVisitor)]
    visitors = [it for it in kinds if it.__module__ in {module.__name__ for module in modules}]
    assert [it.__name__ for it in visitors if isabstract(it)] == ["Fragments"]
    assert len(visitors) > len(modules)
    methods: dict[str, Callable[[object, Shape], Shape]] = {
        name: lambda _, shape: shape for name in ShapeVisitor.__abstractmethods__
    }
    del methods["union"]
    with pytest.raises(TypeError, match="union"):
        type("Incomplete", (ShapeVisitor,), methods)()


@pytest.mark.parametrize("shape", SAMPLES, ids=lambda it: type(it).__name__)
def test_parts_are_all_shapes_in_the_fields(shape: Shape) -> None:
    values: list[object] = [getattr(shape, field.name) for field in fields(shape)]
    items: list[object] = [it for value in values for it in (value if isTuple(value) else (value,))]
    found = [it.shape if isinstance(it, Property) else it for it in items]
    found = [it for it in found if isinstance(it, Shape)]
    assert [*shape.parts] == found


def isTuple(value: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(value, tuple)


def shapes() -> st.SearchStrategy[Shape]:
    """Generate nested shapes, some of them secret or unreadable."""
    secret = st.booleans().map(lambda it: node({"x-secret": it}))
    leaves = st.one_of(
        st.builds(Boolean, secret),
        st.builds(Number, secret, st.booleans(), st.just({})),
        st.builds(Enum, secret, st.just(("a", "b"))),
        st.builds(Unreadable, secret),
    )

    def around(inner: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
        item = st.builds(
            Property, st.sampled_from("abc"), secret, inner, st.booleans(), st.booleans()
        )
        return st.one_of(
            st.builds(Array, secret, inner, st.just({}), st.booleans()),
            st.builds(Map, secret, inner, st.just({})),
            st.builds(Nullable, secret, inner),
            st.builds(Union, secret, st.lists(inner, min_size=2, max_size=3).map(tuple)),
            st.builds(
                Record,
                secret,
                st.lists(item, max_size=3, unique_by=lambda it: it.name).map(tuple),
                st.booleans(),
            ),
        )

    return st.recursive(leaves, around, max_leaves=6)


def within(shape: Shape) -> Iterator[Shape]:
    yield shape
    for part in shape.parts:
        yield from within(part)


@given(shapes())
def test_nested_shapes_that_are_secret_or_unreadable(shape: Shape) -> None:
    records = [it for it in within(shape) if isinstance(it, Record)]
    assert shape.holdsSecret == any(item.secret for it in records for item in it.properties)
    assert shape.isBroken == any(isinstance(it, Unreadable) for it in within(shape))
    if not records and not shape.isBroken:
        assert shape.isSecret == any(it.node.booleanAt("x-secret") for it in within(shape))


@given(shapes(), shapes())
def test_shapes_are_alike_if_they_have_the_same_structure(one: Shape, other: Shape) -> None:
    assert one.isLike(one)
    assert one.isLike(other) == other.isLike(one)
    if not one.isBroken and not other.isBroken:
        assert one.isLike(other) == (structure(one) == structure(other))


def structure(shape: Shape) -> object:
    """Return everything in a shape's fields except its location."""
    if isinstance(shape, Record):
        items = {(it.name, it.required, it.secret, structure(it.shape)) for it in shape.properties}
        return ("Record", shape.open, frozenset(items))
    values = [getattr(shape, field.name) for field in fields(shape) if field.name != "node"]
    return (type(shape).__name__, *(plain(value) for value in values))


def plain(value: object) -> object:
    if isTuple(value):
        return tuple(map(plain, value))
    return structure(value) if isinstance(value, Shape) else repr(value)
