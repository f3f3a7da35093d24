"""The tag that distinguishes the members of a union is optional in requests."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from pydantic import BaseModel, ValidationError
from tests.compiler.contracts import Models, api, entry, record, schema, write
from tests.sources import PACKAGE, PROJECT

from tc_typed.compiler.contract.load import Json, readFiles
from tc_typed.compiler.models.naming import className
from tc_typed.core.models.base import Request
from tc_typed.docker_worker import (
    DockerImage,
    DockerImageArtifact,
    DockerWorkerPayload,
    IndexedDockerImage,
    NamedDockerImage,
)
from tc_typed.github import FakeEvent, FakeIssueCommentEvent, FakePushEvent, FakeReleaseEvent
from tc_typed.queue import (
    CreateArtifactRequest,
    ErrorArtifactRequest,
    LinkArtifactRequest,
    ObjectArtifactRequest,
    RedirectArtifactRequest,
    S3ArtifactRequest,
)

SOON = "2126-01-31T12:00:00.000Z"
FILE: dict[str, Json] = {"expires": SOON, "contentType": "text/plain"}
NO_FILE: dict[str, Json] = {"expires": SOON, "reason": "file-missing-on-worker", "message": "m"}


class Artifact(BaseModel):
    """A user's model."""

    chosen: CreateArtifactRequest


class Image(BaseModel):
    """A user's model."""

    chosen: DockerImage


class Event(BaseModel):
    """A user's model."""

    chosen: FakeEvent


class Sample(NamedTuple):
    """A member of a union: its value for the tag, and its other required properties."""

    kind: type[Request]
    user: type[BaseModel]
    tag: str
    value: str
    rest: Mapping[str, Json]

    @property
    def whole(self) -> dict[str, Json]:
        """Complete payload."""
        return {self.tag: self.value, **self.rest}


ARTIFACT = (Artifact, "storageType")
IMAGE = (Image, "type")
EVENT = (Event, "type")
SAMPLES = [
    Sample(S3ArtifactRequest, *ARTIFACT, "s3", FILE),
    Sample(ObjectArtifactRequest, *ARTIFACT, "object", FILE),
    Sample(RedirectArtifactRequest, *ARTIFACT, "reference", {**FILE, "url": "https://e.x/"}),
    Sample(LinkArtifactRequest, *ARTIFACT, "link", {**FILE, "artifact": "a"}),
    Sample(ErrorArtifactRequest, *ARTIFACT, "error", NO_FILE),
    Sample(NamedDockerImage, *IMAGE, "docker-image", {"name": "n"}),
    Sample(IndexedDockerImage, *IMAGE, "indexed-image", {"namespace": "n", "path": "p"}),
    Sample(DockerImageArtifact, *IMAGE, "task-image", {"taskId": "t", "path": "p"}),
    Sample(FakePushEvent, *EVENT, "github-push", {}),
    Sample(FakeReleaseEvent, *EVENT, "github-release", {"action": "created"}),
    Sample(FakeIssueCommentEvent, *EVENT, "github-issue-comment", {"action": "created"}),
]
each = pytest.mark.parametrize("it", SAMPLES, ids=lambda it: it.kind.__name__)


@each
def test_every_dump_has_the_tag(it: Sample) -> None:
    request = it.kind.model_validate_json(json.dumps(it.rest))
    assert json.loads(request.model_dump_json()) == it.whole
    for dumped in (
        request.model_dump_json(exclude_unset=True),
        request.model_dump_json(exclude_defaults=True),
        request.model_copy(deep=True).model_dump_json(exclude_unset=True),
    ):
        assert json.loads(dumped) == it.whole


@each
def test_every_dump_of_a_users_model_has_the_tag(it: Sample) -> None:
    request = it.kind.model_validate_json(json.dumps(it.rest))
    dumped = it.user.model_validate({"chosen": request}).model_dump_json(exclude_unset=True)
    assert json.loads(dumped) == {"chosen": it.whole}


@each
def test_the_tag_can_be_given_and_set_but_not_changed(it: Sample) -> None:
    given = it.kind.model_validate_json(json.dumps(it.whole))
    assert given == it.kind.model_validate_json(json.dumps(it.rest))
    setattr(given, it.tag, it.value)
    for wrong in ("other", None):
        with pytest.raises(ValidationError, match=f"\n{it.tag}\n  Input should be '{it.value}'"):
            setattr(given, it.tag, wrong)
        with pytest.raises(ValidationError, match=f"\n{it.tag}\n"):
            it.kind.model_validate_json(json.dumps({**it.whole, it.tag: wrong}))
    assert json.loads(given.model_dump_json()) == it.whole


@each
def test_a_union_still_requires_the_tag(it: Sample) -> None:
    whole, rest = {"chosen": it.whole}, {"chosen": it.rest}
    read = it.user.model_validate_json(json.dumps(whole))
    assert [type(value) for _, value in read] == [it.kind]
    problem = f"Unable to extract tag using .*'{it.tag}'"
    with pytest.raises(ValidationError, match=problem):
        it.user.model_validate_json(json.dumps(rest))
    with pytest.raises(ValidationError, match=problem):
        it.user.model_validate(rest)


def test_the_errors_of_an_image_are_not_about_classes_with_other_tags() -> None:
    wrong = {"type": "task-image", "path": "p"}
    with pytest.raises(ValidationError) as caught:
        DockerWorkerPayload.model_validate({"image": wrong, "maxRunTime": 60})
    places = [(problem["loc"], problem["type"]) for problem in caught.value.errors()]
    assert places == [(("image",), "string_type"), (("image", "taskId"), "missing")]


# Tags in the schemas


def unions(value: Json) -> Iterator[list[Mapping[str, Json]]]:
    """Yield the objects among the branches of each union in a document."""
    if isinstance(value, Mapping):
        for key in ("oneOf", "anyOf"):
            branches = value.get(key)
            if isinstance(branches, list):
                yield [it for it in branches if isinstance(it, dict) and "properties" in it]
        for inside in value.values():
            yield from unions(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from unions(inside)


def required(branch: Mapping[str, Json]) -> dict[str, list[Json]]:
    """Return the required properties of an object that are enumerations, with their values."""
    properties, names = branch["properties"], branch.get("required")
    assert isinstance(properties, dict)
    found: dict[str, list[Json]] = {}
    for name in names if isinstance(names, list) else []:
        place = properties.get(str(name))
        values = place.get("enum") if isinstance(place, dict) else None
        if isinstance(values, list):
            found[str(name)] = values
    return found


def common(choices: list[dict[str, list[Json]]]) -> set[str]:
    """Return the properties that all branches of a union have, if there are several branches."""
    first, *others = choices or [{}]
    return {name for name in first if others and all(name in choice for choice in others)}


def tags(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the tag of each class whose value for the tag is unique in its union."""
    for document in readFiles(folder).values():
        for branches in unions(document):
            choices = [required(branch) for branch in branches]
            for name in common(choices):
                values = [value for choice in choices for value in choice[name]]
                if len(values) == len({*map(str, values)}):
                    for branch, choice in zip(branches, choices, strict=True):
                        if len(choice[name]) == 1:
                            yield className(str(branch.get("title"))), name


def test_the_samples_are_complete() -> None:
    expected = {it for folder in ("", "legacy") for it in tags(PROJECT / "schemas" / folder)}
    found: set[tuple[str, str]] = set()
    for path in PACKAGE.rglob("models.py"):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for kind in vars(importlib.import_module(name)).values():
            if isinstance(kind, type) and issubclass(kind, Request) and kind.__module__ == name:
                for field, info in kind.model_fields.items():
                    if not info.is_required() and info.default is not None:
                        assert get_args(info.annotation) == (info.default,)
                        found.add((kind.__name__, field))
    assert found == {(it.kind.__name__, it.tag) for it in SAMPLES}
    assert found <= expected  # `expected` also has responses


def test_a_renamed_tag_is_optional_and_one_with_several_values_is_required(tmp_path: Path) -> None:
    def branch(title: str, *values: Json) -> Json:
        return record(title, ["from"], **{"from": {"type": "string", "enum": values}})

    union: Json = {"title": "Choice", "oneOf": [branch("One", "a"), branch("Two", "b", "c")]}
    thing = schema("thing", "Thing", properties={"it": union}, required=["it"])
    method = entry("send", method="post", input="v1/thing.json#", output="v1/thing.json#")
    models = Models(write(tmp_path, api(method), thing))
    assert models.module.One().model_dump(exclude_unset=True) == {"from": "a"}
    with pytest.raises(ValidationError, match="Field required"):
        models.module.Two()
    with pytest.raises(ValidationError, match="Field required"):
        models.module.OneResponse.model_validate({})
    assert models.roundTrip("Thing", {"it": {"from": "a"}}) == {"it": {"from": "a"}}
    assert not models.accepts("Thing", {"it": {}})
