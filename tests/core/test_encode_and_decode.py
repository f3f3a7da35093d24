"""Encoding arguments to a URL and a body, and decoding a response to a result; no network."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, cast
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
import pytest
import yarl
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, JsonValue
from tests.core.sample_service import (
    Label,
    LabelResponse,
    LinkedFile,
    SignedFile,
    Thing,
    ThingDefinition,
    UnrecognizedFile,
    deleteThing,
    getFile,
    getThing,
    info,
    listThings,
    putThing,
)
from tests.core.secrets import TOKEN, assertHidden, everyText

from tc_typed.core.decode import decode
from tc_typed.core.encode import encode
from tc_typed.core.errors import InvalidCall, TaskclusterRestFailure, UnexpectedResponse
from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import FreeForm, Unrecognized
from tc_typed.core.non_json import Content, Redirect
from tc_typed.core.operation import Operation
from tc_typed.core.raw_response import RawResponse

ROOT = "https://tc.example.com/api/sample/v1"

characters = st.characters(exclude_categories=["Cs"])
hostile = st.sampled_from(
    [*"/%+?#&=;@:!$'()*,~ .\\\"<>^`{|}[]\t\n\r\0é漢", "%2F", "%2e", "..", "🎉"]
)
texts = st.text(characters) | st.lists(hostile).map("".join)
names = texts.filter(lambda text: text not in ("", ".", ".."))

UNREADABLE: list[object] = [10**5000, -(10**5000), "a\ud800", {"a\ud800": 1}, {10**5000: 1}]

WRAPPERS: list[Callable[[object], JsonValue]] = [
    lambda value: cast("JsonValue", value),
    lambda value: [cast("JsonValue", value)],
    lambda value: {"deep": [{"deeper": [0, cast("JsonValue", value)]}]},
]


def fileUrl(name: str, path: str) -> str:
    return ROOT + encode(getFile, {"name": name, "runId": 3, "path": path}).path


@given(names, names)
@example("%2F", "a/../b")
@example("a;b", "+")
def test_arguments_can_be_decoded_from_the_path(name: str, path: str) -> None:
    parts = urlsplit(fileUrl(name, path))
    decoded = [unquote(part, errors="strict") for part in parts.path.split("/")]
    assert decoded[4:] == ["thing", name, "runs", "3", "files", path]
    assert not parts.query
    assert not parts.fragment


@given(names, names)
def test_httpx_leaves_the_url_unchanged(name: str, path: str) -> None:
    url = fileUrl(name, path)
    assert str(httpx.URL(url)) == url
    assert ROOT.removesuffix("/api/sample/v1") + httpx.URL(url).raw_path.decode() == url


@given(names, names)
def test_yarl_leaves_the_url_unchanged(name: str, path: str) -> None:
    url = fileUrl(name, path)
    assert str(yarl.URL(url)) == url
    assert yarl.URL(url).raw_path == urlsplit(url).path


@given(texts, st.integers(min_value=0) | st.none())
@example("", 0)
@example("a+b c%20&=#;/?", None)
def test_query_values_can_be_decoded_from_the_url(token: str, limit: int | None) -> None:
    url = ROOT + encode(listThings, {}, {"continuationToken": token, "limit": limit}).path
    expected = [("continuationToken", token)] + ([] if limit is None else [("limit", str(limit))])
    assert parse_qsl(urlsplit(url).query, keep_blank_values=True, strict_parsing=True) == expected
    assert str(httpx.URL(url)) == url
    assert str(yarl.URL(url)) == url
    assert httpx.URL(url).params.multi_items() == expected


@given(names, names)
def test_different_arguments_give_different_urls(first: str, second: str) -> None:
    assert (fileUrl(first, "x") == fileUrl(second, "x")) == (first == second)


@given(names)
def test_argument_that_looks_like_a_placeholder_is_not_replaced(text: str) -> None:
    name = f"<path>{text}<runId>"
    assert [unquote(part) for part in fileUrl(name, "p").split("/")][7] == name


def test_call_contains_everything_to_send() -> None:
    call = encode(listThings, {}, {"limit": 0, "continuationToken": None})
    assert (call.title, call.method, call.path) == ("sample.listThings", "GET", "/things?limit=0")
    assert call.body is None


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_path_segment_that_would_vanish_is_refused(value: str) -> None:
    with pytest.raises(InvalidCall, match=r"^sample\.getThing: name must not be"):
        encode(getThing, {"name": value})


@pytest.mark.parametrize("value", [None, 1.5, True, b"x", ["x"], {"a": 1}])
def test_argument_of_another_type_is_refused(value: object) -> None:
    untyped = cast("str", value)
    with pytest.raises(InvalidCall, match="name must be a string or an integer"):
        encode(getThing, {"name": untyped})


@pytest.mark.parametrize("value", [1.5, True, b"x", ["x"]])
def test_query_value_of_another_type_is_refused(value: object) -> None:
    untyped = cast("str", value)
    with pytest.raises(InvalidCall, match="limit must be a string or an integer"):
        encode(listThings, {}, {"limit": untyped})


@given(st.integers(-(2**53), 2**53))
@example(0)
def test_integer_can_be_given_as_a_float(number: int) -> None:
    written = cast("int", float(number))
    call = encode(getFile, {"name": "x", "runId": written, "path": "y"})
    assert call.path == f"/thing/x/runs/{number}/files/y"
    assert encode(listThings, {}, {"limit": written}).path == f"/things?limit={number}"


@pytest.mark.parametrize("number", [10**5000, -(10**5000)], ids=["huge", "negative"])
def test_number_with_too_many_digits_is_refused(number: int) -> None:
    with pytest.raises(InvalidCall, match=r"getFile: runId has too many digits$"):
        encode(getFile, {"name": "x", "runId": number, "path": "y"})
    with pytest.raises(InvalidCall, match=r"listThings: limit has too many digits$"):
        encode(listThings, {}, {"limit": number})


def test_lone_surrogate_is_refused() -> None:
    with pytest.raises(InvalidCall, match="name"):
        encode(getThing, {"name": "\ud800"})
    with pytest.raises(InvalidCall, match="continuationToken"):
        encode(listThings, {}, {"continuationToken": "\ud800"})


@pytest.mark.parametrize("payload", [None, {}, "text", Thing(name="x"), LabelResponse(text="x")])
def test_payload_of_another_type_is_refused(payload: object) -> None:
    untyped = cast("Thing", payload)
    with pytest.raises(InvalidCall, match="payload must be a ThingDefinition"):
        encode(putThing, {"name": "x"}, payload=untyped)


def test_payload_of_a_union_must_be_one_of_its_models() -> None:
    either: Operation[Label | LabelResponse] = Operation(
        "sample", "v1", "label", "put", "/", payload=Annotated[Label | LabelResponse, "metadata"]
    )
    assert encode(either, {}, payload=Label(text="x")).body == b'{"text":"x"}'
    payloads: list[FreeForm] = [{"text": "x"}, Thing(name="x")]
    for payload in payloads:
        with pytest.raises(InvalidCall, match=r"payload must be a .*Label"):
            encode(either, {}, payload=payload)


# Payloads that were changed in place, without validation


def definition() -> ThingDefinition:
    return ThingDefinition(
        created=datetime(2026, 1, 31, tzinfo=UTC), payload={"deep": [{}]}, tags=["a"]
    )


def refusedPayload(payload: ThingDefinition) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(InvalidCall) as caught:
            encode(putThing, {"name": "x"}, payload=payload)
    assertHidden(*everyText(caught.value))
    return str(caught.value)


@pytest.mark.parametrize("value", [5, None, ["x"], {TOKEN: TOKEN}])
def test_list_changed_in_place_to_other_types_is_refused(value: object) -> None:
    payload = definition()
    cast("list[object]", payload.tags).append(value)
    assert "tags.1: " in refusedPayload(payload)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_nan_and_infinity_are_refused(value: float) -> None:
    payload = definition()
    cast("dict[str, object]", payload.payload)[TOKEN[:5]] = [{"x": value}]
    assert "NaN" in refusedPayload(payload)


def test_object_that_json_cannot_represent_is_refused() -> None:
    payload = definition()
    cast("dict[str, object]", payload.payload)["x"] = object()
    assert "object" in refusedPayload(payload)


def test_bytes_instead_of_a_string_are_refused() -> None:
    payload = definition()
    cast("list[object]", payload.tags).append(TOKEN.encode())
    refusedPayload(payload)


def test_payload_that_contains_itself_is_refused() -> None:
    payload = definition()
    content = cast("dict[str, object]", payload.payload)
    content["self"] = content
    refusedPayload(payload)


def test_nested_problem_is_named_with_its_path() -> None:
    payload = Outer(inner=Inner(names=["a"]))
    cast("list[object]", payload.inner.names).append(None)
    operation: Operation[None] = Operation("sample", "v1", "put", "put", "/", payload=Outer)
    with pytest.raises(InvalidCall, match=r"payload can't be sent: inner\.names\.1: "):
        encode(operation, {}, payload=payload)


class Inner(Request):
    names: list[str]


class Outer(Request):
    inner: Inner


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity isn't a number", "null", None])
def test_string_that_names_a_refused_value_is_sent(text: str | None) -> None:
    payload = definition()
    payload.payload = {"x": text}
    assert json.loads(encode(putThing, {"name": "x"}, payload=payload).body or b"")["payload"] == {
        "x": text
    }


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3, unique=True))
def test_list_changed_in_place_to_valid_items_is_sent(tags: list[str]) -> None:
    payload = definition()
    assert payload.tags is not None
    payload.tags[:] = tags
    body = encode(putThing, {"name": "x"}, payload=payload).body
    assert json.loads(body or b"")["tags"] == tags


freeForm: Operation[None] = Operation(
    "sample", "v1", "trigger", "post", "/trigger", payload=FreeForm
)


@pytest.mark.parametrize(
    "payload",
    [None, TOKEN, [TOKEN], {"x": float("nan")}, {"x": object()}, {"x": {TOKEN}}, {1: TOKEN}],
)
def test_free_form_that_is_not_json_is_refused(payload: object) -> None:
    untyped = cast("dict[str, JsonValue]", payload)
    with pytest.raises(InvalidCall, match=r"^sample\.trigger: payload can't be sent: ") as caught:
        encode(freeForm, {}, payload=untyped)
    assertHidden(*everyText(caught.value))


# Values that no server could read


class UserModel(BaseModel):
    """A caller's own model."""

    anything: object = None
    table: dict[str, object] = {}
    texts: list[str] = []


@pytest.mark.parametrize("wrap", WRAPPERS, ids=["itself", "in a list", "deep"])
@pytest.mark.parametrize("value", UNREADABLE, ids=["int", "negative", "text", "key", "int key"])
def test_value_that_no_server_could_read_is_refused(
    value: object, wrap: Callable[[object], JsonValue]
) -> None:
    wrapped = wrap(value)
    changed = definition()
    cast("dict[str, object]", changed.payload)["x"] = wrapped
    copied = definition().model_copy(update={"payload": {"x": wrapped}})
    own = definition().model_copy(update={"payload": UserModel(anything=wrapped)})
    for payload in (changed, copied, own):
        assert len(refusedPayload(payload)) < 300
    for free in ({"x": wrapped}, UserModel(anything=wrapped), UserModel(table={"x": wrapped})):
        with pytest.raises(InvalidCall, match="payload can't be sent: ") as caught:
            encode(freeForm, {}, payload=cast("FreeForm", free))
        assert len(str(caught.value)) < 300


def test_lone_surrogate_in_a_key_of_a_declared_dict_is_refused() -> None:
    # Pydantic would write other characters instead.
    payload = UserModel(table={"\ud800": 1})
    with pytest.raises(InvalidCall, match="a key that is not valid Unicode"):
        encode(freeForm, {}, payload=payload)
    tagged = Tagged(tags={})
    tagged.tags["\udfff"] = "x"
    operation: Operation[None] = Operation("sample", "v1", "put", "put", "/", payload=Tagged)
    with pytest.raises(InvalidCall, match="a key that is not valid Unicode"):
        encode(operation, {}, payload=tagged)


class Tagged(Request):
    tags: dict[str, str]


@pytest.mark.parametrize("key", ["\ufffd" * 3, "9" * 5000, "漢🎉"])
def test_key_that_only_resembles_an_unreadable_one_is_sent(key: str) -> None:
    payload = Tagged(tags={key: key})
    operation: Operation[None] = Operation("sample", "v1", "put", "put", "/", payload=Tagged)
    for call in (
        encode(operation, {}, payload=payload),
        encode(freeForm, {}, payload={"tags": {key: key}}),
    ):
        assert json.loads(call.body or b"") == {"tags": {key: key}}


@given(st.integers(4200, 4400), st.integers(0, 5000), st.sampled_from([1, -1]))
@example(4300, 0, 1)
@example(4301, 0, 1)
def test_numbers_are_sent_with_up_to_4300_digits(digits: int, before: int, sign: int) -> None:
    number = sign * 10 ** (digits - 1)
    payload: dict[str, JsonValue] = {"text": "x" * before, "number": number}
    if digits <= 4300:
        body = encode(freeForm, {}, payload=payload).body or b""
        assert body.count(b"0") == digits - 1
    else:
        with pytest.raises(InvalidCall, match="a number with more than 4,300 digits"):
            encode(freeForm, {}, payload=payload)


def test_payload_can_be_a_list_of_models() -> None:
    labels: Operation[list[Label]] = Operation(
        "sample", "v1", "labels", "put", "/", payload=list[Label]
    )
    assert encode(labels, {}, payload=[]).body == b"[]"
    body = encode(labels, {}, payload=[Label(text="x"), Label(text="y", color="red")]).body
    assert json.loads(body or b"") == [{"text": "x"}, {"text": "y", "color": "red"}]
    with pytest.raises(InvalidCall, match="payload must be a list, got Label"):
        encode(labels, {}, payload=Label(text="x"))
    with pytest.raises(InvalidCall, match="payload must be a Label, got LabelResponse"):
        encode(labels, {}, payload=[LabelResponse(text="x")])


# Responses


def decodeThing(body: bytes, status: int = 200) -> Thing:
    return decode(getThing, RawResponse(status, {"content-type": "application/json"}, body))


@pytest.mark.parametrize("status", [200, 201, 202, 299, 303])
def test_successful_response_becomes_the_result(status: int) -> None:
    assert decodeThing(b'{"name": "x"}', status) == Thing(name="x")


def test_method_without_result_ignores_the_response() -> None:
    decode(deleteThing, RawResponse(200, {}, b"anything"))


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        pytest.param(b"<html>Welcome to the Wi-Fi</html>", "JSON", id="HTML"),
        pytest.param(b"", "0 bytes", id="empty"),
        pytest.param(b'{"name": "x"', "JSON", id="truncated"),
        pytest.param(b"\xff\xfe", "JSON", id="not text"),
        pytest.param(b"null", "Thing", id="null"),
        pytest.param(b"[]", "Thing", id="a list"),
        pytest.param(b"{}", "name: ", id="missing field"),
        pytest.param(b'{"name": 7}', "name: ", id="wrong type"),
        pytest.param(b'{"name": "x", "label": {"text": 1}}', "label.text: ", id="nested"),
        pytest.param(b'{"name": "x", "expires": "soon"}', "expires: ", id="not a date"),
        pytest.param(b'{"name":"x","expires":"2026-01-31T12:00:00"}', "expires: ", id="naive date"),
        pytest.param(b'{"name": "\\ud800"}', "JSON", id="lone surrogate"),
        pytest.param(b"[" * 10_000, "JSON", id="too deep"),
    ],
)
def test_success_that_does_not_match_the_contract_is_refused(body: bytes, hint: str) -> None:
    with pytest.raises(UnexpectedResponse) as caught:
        decodeThing(body)
    assert caught.value.body == body
    assert caught.value.status_code == 200
    assert str(caught.value).startswith("sample.getThing: the response (application/json, ")
    assert hint in str(caught.value)


def test_mismatch_shows_no_values_in_any_text_of_the_error() -> None:
    with pytest.raises(UnexpectedResponse) as caught:
        decodeThing(json.dumps({"name": [TOKEN]}).encode())
    assertHidden(*everyText(caught.value))


class Wide(Response):
    a: int
    b: int
    c: int
    d: int
    e: int
    f: int


def test_many_mismatches_are_shortened() -> None:
    operation: Operation[list[Wide]] = Operation(
        "sample", "v1", "all", "get", "/all", result=list[Wide]
    )
    with pytest.raises(UnexpectedResponse) as caught:
        decode(operation, RawResponse(200, {}, b"[" + b",".join([b"{}"] * 100) + b"]"))
    places = "; ".join(f"0.{name}: Field required" for name in "abcde")
    assert str(caught.value).endswith(f" does not match the contract: {places}; and more")
    with pytest.raises(UnexpectedResponse) as caught:
        decode(operation, RawResponse(200, {}, b'[{"a": 1}]'))
    assert str(caught.value).endswith("0.f: Field required")


@pytest.mark.parametrize("status", [500, 404, 400])
@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"[1]", b"null", b'"text"', b'{"code": 7, "message": {}}', b"[" * 10_000],
)
def test_any_error_body_raises_an_error(status: int, body: bytes) -> None:
    kind = TaskclusterRestFailure if status >= 500 else UnexpectedResponse
    with pytest.raises(
        kind, match=rf"sample.getThing: .*\({status}\).* not Taskcluster's"
    ) as caught:
        decodeThing(body, status)
    failure = caught.value
    assert type(failure) is kind
    assert failure.response == RawResponse(status, {"content-type": "application/json"}, body)
    assert isinstance(failure, TaskclusterRestFailure | UnexpectedResponse)
    assert failure.status_code == status


@given(st.binary(), st.integers(100, 599))
def test_any_response_gives_a_result_or_our_own_error(content: bytes, status: int) -> None:
    with suppress(UnexpectedResponse, TaskclusterRestFailure):
        assert decode(info, RawResponse(status, {}, content)) == json.loads(content)


jsonValues = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(characters),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(characters), inner, max_size=4)
    ),
    max_leaves=20,
)
unknown = st.dictionaries(
    st.text(characters).filter(lambda key: key not in Thing.model_fields), jsonValues, max_size=4
)


@given(unknown, st.text(characters), unknown)
def test_unknown_fields_are_kept(
    extra: dict[str, object], state: str, deep: dict[str, object]
) -> None:
    deep.pop("text", None)
    deep.pop("color", None)
    body = {"name": "x", "state": state, "label": {"text": "t", **deep}, **extra}
    thing = decodeThing(json.dumps(body).encode())
    assert json.loads(thing.model_dump_json()) == body


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"storageType": "s3", "url": "u"}, SignedFile),
        ({"storageType": "reference", "url": "u"}, LinkedFile),
        ({"storageType": "link", "url": "u"}, LinkedFile),
        ({"storageType": "tape", "reel": 1}, UnrecognizedFile),
    ],
)
def test_tag_selects_the_variant(body: dict[str, object], kind: type[object]) -> None:
    location = decode(getFile, RawResponse(200, {}, json.dumps(body).encode()))
    assert type(location) is kind
    assert json.loads(location.model_dump_json()) == body


@pytest.mark.parametrize(
    "body",
    [b'{"storageType": "s3"}', b"{}", b'{"storageType": 1}', b'{"storageType": ["s3"]}', b"7"],
)
def test_variant_that_does_not_match_its_tag_is_refused(body: bytes) -> None:
    with pytest.raises(UnexpectedResponse):
        decode(getFile, RawResponse(200, {}, body))


def test_unknown_enum_value_can_be_matched() -> None:
    states: list[str] = []
    for text in ("new", "done", "paused"):
        match decodeThing(json.dumps({"name": "x", "state": text}).encode()).state:
            case Unrecognized() as other:
                states.append(f"other: {other}")
            case "new":
                states.append("is new")
            case "done":
                states.append("is done")
            case None:
                states.append("is absent")
    assert states == ["is new", "is done", "other: paused"]


def test_empty_argument_is_sent_only_if_the_route_allows_it() -> None:
    root: Operation[None] = Operation(
        "s", "v1", "list", "get", "/in/<a>/<b>", args=("a", "b"), mayBeEmpty=("b",)
    )
    assert encode(root, {"a": "x", "b": ""}).path == "/in/x/"
    with pytest.raises(InvalidCall, match="a must not be ''"):
        encode(root, {"a": "", "b": ""})


# Responses other than JSON

download: Operation[Redirect] = Operation(
    "sample", "v1", "download", "get", "/download", result=Redirect, bodyKind="redirect"
)
badge: Operation[Content] = Operation(
    "sample", "v1", "badge", "get", "/badge", result=Content, bodyKind="content"
)
notify: Operation[str | None] = Operation(
    "sample", "v1", "notify", "post", "/notify", result=str | None, bodyKind="text"
)


@pytest.mark.parametrize("status", [302, 303])
def test_redirect_returns_its_url(status: int) -> None:
    url = "https://bucket.example.com/file?X-Amz-Signature=secret"
    found = decode(
        download, RawResponse(status, {"location": url}, b"See Other. Redirecting to it.")
    )
    assert found.url == url
    assert "secret" not in repr(found)


def test_redirect_without_a_url_is_refused() -> None:
    with pytest.raises(UnexpectedResponse, match=r"sample\.download: .* url: "):
        decode(download, RawResponse(303, {}, b""))


@pytest.mark.parametrize("status", [301, 302, 304, 307, 308])
def test_unexpected_redirect_is_refused(status: int) -> None:
    headers = {"location": "https://me:password@example.com/login?token=secret#part"}
    with pytest.raises(UnexpectedResponse) as caught:
        decode(info, RawResponse(status, headers, b"{}"))
    assert str(caught.value) == f"sample.info: redirected ({status}) to https://example.com/login"


@given(st.binary())
def test_content_is_returned_unchanged(body: bytes) -> None:
    found = decode(badge, RawResponse(200, {"content-type": "image/svg+xml"}, body))
    assert found == Content("image/svg+xml", body)


@pytest.mark.parametrize(("content", "text"), [(b"OK", "OK"), (b"", None), (b"\xff", "\ufffd")])
def test_text_is_returned_unchanged(content: bytes, text: str | None) -> None:
    assert decode(notify, RawResponse(200, {}, content)) == text
