"""Properties that older servers do not send are derived or absent."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any, Generic, TypeVar

import pydantic.dataclasses
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    TypeAdapter,
    ValidationError,
    create_model,
)
from pydantic_core import to_json, to_jsonable_python
from tests.wire.client_kinds import compiledServices

from tc_typed.core.models.base import Response
from tc_typed.core.models.since import ABSENT, Since, markOf
from tc_typed.queue import PendingTasksResponse

pytestmark = pytest.mark.filterwarnings("error")

T = TypeVar("T")

LATER_FIELDS = ("path", "owner", "kind", "size", "token")

OLD: Mapping[str, object] = {
    "address": {"host": "a", "port": "1"},
    "members": [{"owner": "me"}],
    "unknown": 5,
}

READ: Mapping[str, object] = {**OLD, "path": "a/1/", "owner": "me", "kind": "plain"}

NEW: Mapping[str, object] = {
    **OLD,
    "path": "p",
    "owner": "o",
    "kind": "k",
    "size": 3,
    "x-token": "secret",
}


class Member(Response):
    """A member of a group."""

    owner: str


class Group(Response):
    """A response that has always had `address` and `members`; later releases added the rest."""

    path: Annotated[str, Since(40, "<address.host>/<address.port>/")]
    owner: Annotated[str, Since(41, "<members.0.owner>")]
    kind: Annotated[str, Since(42, "plain")]
    size: Annotated[int, Since(43)]
    token: Annotated[
        str, Field(repr=False, validation_alias="x-token", serialization_alias="x-token"), Since(44)
    ]
    address: Address
    members: list[Member]
    note: str | None = None


class Address(Response):
    """Address of a group."""

    host: str
    port: str


def old() -> Group:
    return Group.model_validate_json(json.dumps(OLD))


def new() -> Group:
    return Group.model_validate_json(json.dumps(NEW))


class Slot(BaseModel, Generic[T]):
    """A user's generic model."""

    slot: T


class ListOfGroups(RootModel[list[Group]]):
    """A user's list."""


@pydantic.dataclasses.dataclass
class SlotDataclass:
    """A user's dataclass."""

    slot: Group | int


def pickled(group: Group) -> Iterator[Group]:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        yield pickle.loads(pickle.dumps(group, protocol))  # our own data


def copies(group: Group) -> Iterator[Group]:
    yield copy.copy(group)
    yield copy.deepcopy(group)
    yield group.model_copy()
    yield from pickled(group)
    yield Group.model_validate(group.model_dump())
    yield Group.model_validate(group, from_attributes=True)
    yield Group.model_validate_json(group.model_dump_json())


def fieldsWithMarker() -> Iterator[tuple[type[BaseModel], str, Since]]:
    for service in compiledServices("tc_typed", "tc_typed.legacy"):
        models: list[object] = [*vars(import_module(f"{service.package}.models")).values()]
        for model in models:
            if isinstance(model, type) and issubclass(model, BaseModel):
                for name, field in model.model_fields.items():
                    if (since := markOf(field)) is not None:
                        yield model, name, since


# Reading


def test_a_field_is_derived_from_others() -> None:
    group = old()
    assert (group.path, group.owner, group.kind) == ("a/1/", "me", "plain")


def test_a_received_field_is_not_derived() -> None:
    assert new().model_dump() == NEW


def test_a_field_derived_from_an_empty_list_is_absent() -> None:
    group = Group.model_validate({**OLD, "members": []})
    assert not hasattr(group, "owner")
    assert "owner" not in group.model_dump()


@pytest.mark.parametrize("count", range(4))
def test_a_short_list_makes_a_derived_field_absent(count: int) -> None:
    members = [Member(owner=str(number)) for number in range(count)]
    owner = Since(41, "<members.2.owner>").derive({"members": members})
    assert owner == ("2" if count > 2 else ABSENT)


@pytest.mark.parametrize("make", [old, Group.model_construct])
def test_the_error_names_the_release_that_sends_the_field(make: Callable[[], Group]) -> None:
    group = make()
    assert not hasattr(group, "size")
    assert getattr(group, "size", None) is None
    with pytest.raises(AttributeError) as caught:
        _ = group.size
    assert str(caught.value) == (
        "this Group has no size: servers before release 43 may not send it; "
        "use getattr(…, 'size', None) to get None if it is absent"
    )
    with pytest.raises(AttributeError, match=r"no token: .* release 44 "):
        _ = group.token


def test_unknown_attributes_raise_the_usual_error() -> None:
    assert old().unknown == 5  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # an extra attribute
    with pytest.raises(AttributeError, match="'Group' object has no attribute 'other'"):
        _ = old().other  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # what is tested


def test_match_statements_do_not_match_absent_fields() -> None:
    def matched(group: object) -> str:
        match group:
            case Group(size=3):
                return "size"
            case Group(path="a/1/"):
                return "path"
            case _:
                return ""

    assert (matched(old()), matched(new())) == ("path", "size")


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"address": {"host": "a"}}, {"address.port": "missing"}),
        ({"members": [{"owner": 1}]}, {"members.0.owner": "string_type"}),
        ({"size": "3"}, {"size": "int_type"}),
        ({"kind": None}, {"kind": "string_type"}),
    ],
)
def test_a_wrong_value_is_refused(change: dict[str, object], problems: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        Group.model_validate({**OLD, **change})
    found = {".".join(map(str, it["loc"])): it["type"] for it in caught.value.errors()}
    # Nothing is derived from a wrong value.
    derived = {name: kind for name, kind in found.items() if kind != "default_factory_not_called"}
    assert derived == problems


def test_a_response_without_a_field_and_its_source_is_refused() -> None:
    class Made(Response):
        taskId: Annotated[str, Since(42, "<status.owner>")]
        status: Member | None = None

    class Nothing(Response, extra="forbid"):
        pass

    either: TypeAdapter[Made | Nothing] = TypeAdapter(Made | Nothing)
    assert either.validate_json("{}") == Nothing()
    assert either.validate_json('{"status": {"owner": "x"}}') == Made.model_validate(
        {"taskId": "x", "status": {"owner": "x"}}
    )
    for other in ('{"a": 1}', '{"status": null}', '{"status": {}}'):
        with pytest.raises(ValidationError):
            either.validate_json(other)


# Dumps, reprs and copies


def test_dumps_leave_out_absent_fields() -> None:
    group = old()
    assert group.model_dump() == READ
    assert group.model_dump(mode="json") == READ
    assert json.loads(group.model_dump_json()) == READ
    assert group.model_dump(exclude_none=True, by_alias=True, serialize_as_any=True) == READ
    assert group.model_dump(exclude_unset=True) == OLD
    assert group.model_dump(include={"size", "kind"}) == {"kind": "plain"}
    assert to_jsonable_python(group) == READ
    assert json.loads(to_json([group])) == [READ]
    assert group.model_fields_set == OLD.keys()
    assert dict(group).keys() == READ.keys() | {"note"}


@pytest.mark.parametrize(
    "kind", [Slot[Group], Slot[Any], Slot[Member | Group | None], Slot[Group | int], SlotDataclass]
)
def test_dumps_of_a_users_models_leave_out_absent_fields(kind: Callable[..., object]) -> None:
    adapter: TypeAdapter[object] = TypeAdapter(kind)  # type: ignore[arg-type]  # a type
    for group, dumped in ((old(), READ), (new(), NEW)):
        for asAny in (False, True):
            dump = adapter.dump_json(kind(slot=group), serialize_as_any=asAny)
            assert json.loads(dump) == {"slot": dumped}
    assert ListOfGroups([old(), new()]).model_dump() == [READ, NEW]


def test_repr_leaves_out_absent_fields() -> None:
    shown = repr(old())
    assert "size" not in shown
    assert "token" not in shown
    assert "ABSENT" not in f"{shown} {old()}"
    assert "size=3" in repr(new())
    assert "secret" not in repr(new())


def test_copies_are_equal_and_have_the_same_absent_fields() -> None:
    for group in (old(), new()):
        for other in copies(group):
            assert other == group
            assert hasattr(other, "size") == hasattr(group, "size")
            assert other.model_dump() == group.model_dump()
    assert old() != new()


def test_models_are_read_from_attributes_of_other_objects() -> None:
    @dataclass
    class Place:
        host: str = "a"
        port: str = "1"

    @dataclass
    class Other:
        address: Place
        members: list[Member]

    other = Other(Place(), [Member(owner="me")])
    group = Group.model_validate(other, from_attributes=True)
    assert group.path == "a/1/"
    assert not hasattr(group, "size")


def test_an_absent_field_can_be_set_and_deleted() -> None:
    group = old()
    group.size = 7
    assert group.size == 7
    assert group.model_dump() == {**READ, "size": 7}
    object.__setattr__(group, "size", 8)  # as in validators of frozen models
    assert group.size == 8
    del group.size
    assert not hasattr(group, "size")
    assert group.model_dump() == READ
    assert json.loads(Slot[Member | Group](slot=group).model_dump_json()) == {"slot": READ}
    assert group.model_copy(update={"size": 9}).size == 9


def test_subclasses_by_users_can_add_and_redefine_fields() -> None:
    class UserGroup(Group):
        model_config = ConfigDict(validate_assignment=True)

        own: int = 1

    class WithDefaults(UserGroup):
        size: int = 5
        token: str | None = None  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]  # users can do this

    group, withDefaults = UserGroup.model_validate(OLD), WithDefaults.model_validate(OLD)
    assert group.model_dump() == {**READ, "own": 1}
    with pytest.raises(AttributeError, match="this UserGroup has no size"):
        _ = group.size
    group.size = 3
    assert group.size == 3
    with pytest.raises(ValidationError):
        group.size = "x"  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]  # what is tested
    assert (withDefaults.size, withDefaults.token) == (5, None)
    assert withDefaults.model_dump() == {**READ, "own": 1, "size": 5}


def test_a_users_field_with_the_marker_can_have_a_default() -> None:
    class UserGroup(Group):
        size: Annotated[int, Since(43)] = 5

    assert UserGroup.model_validate(OLD).size == 5


@pytest.mark.parametrize("setting", [{"validate_default": True}, {"frozen": True}])
def test_a_users_subclass_with_settings(setting: ConfigDict) -> None:
    base: type[Group] = type("Base", (Group,), {"model_config": setting})
    model: type[Group] = create_model("UserGroup", __base__=base)
    assert model.model_validate(OLD).model_dump() == READ


def test_a_schema_does_not_grow_with_each_use() -> None:
    """Pydantic reuses a model's schema, which `Response` must not extend again on each use."""
    assert TypeAdapter(Group).validate_python(OLD).path == "a/1/"
    used = [TypeAdapter(list[Group]) for _ in range(2000)][-1]
    assert used.validate_python([OLD])[0].model_dump() == READ
    assert repr(used.core_schema).count("'default_factory':") == len(LATER_FIELDS)


def test_the_json_schema_requires_only_fields_that_all_servers_send() -> None:
    schema = Slot[Group].model_json_schema()["$defs"]["Group"]
    assert schema["required"] == ["address", "members"]
    assert schema["properties"]["size"] == {"title": "Size", "type": "integer"}
    assert Slot[Group].model_json_schema(mode="serialization")


# The compiled models


def test_compiled_models_have_fields_with_the_marker() -> None:
    assert len([*fieldsWithMarker()]) > 30


@pytest.mark.parametrize(
    ("model", "name", "since"),
    [pytest.param(*it, id=f"{it[0].__name__}.{it[1]}") for it in fieldsWithMarker()],
)
def test_the_error_of_each_field_names_its_release(
    model: type[BaseModel], name: str, since: Since
) -> None:
    assert issubclass(model, Response)
    assert model.model_fields[name].is_required()
    with pytest.raises(AttributeError, match=rf"no {name}: .* release {since.release} "):
        getattr(model.model_construct(), name)


@given(st.text(), st.text())
def test_a_task_queue_id_is_derived_from_any_names(provisionerId: str, workerType: str) -> None:
    counts = {"provisionerId": provisionerId, "workerType": workerType, "pendingTasks": 0}
    read = PendingTasksResponse.model_validate_json(json.dumps(counts))
    assert read.taskQueueId.split("/", provisionerId.count("/") + 1)[-1] == workerType
    assert read.model_dump() == {**counts, "taskQueueId": read.taskQueueId}
