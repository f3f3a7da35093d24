"""Transfers from and to hostile servers end with the right file or with one of our errors."""

from __future__ import annotations

import gzip
import socket
import string
from collections.abc import Callable, Mapping
from typing import TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.core.loopback import Connection, Received
from tests.profiles import IS_LONG
from tests.transfers.storage import CREDENTIALS, Deployment, Storage, serve, take
from tests.transfers.test_downloads import failing
from tests.transfers.transfer_kinds import TRANSFER_KINDS, Transfers, transferring

from tc_typed import (
    InvalidCall,
    StorageFailure,
    TaskclusterConnectionError,
    TaskclusterFailure,
    UnexpectedResponse,
)

pytestmark = pytest.mark.usefixtures("debugLog", "waits")

DATA = b"x" * 9000
TOKENS = {*string.ascii_letters, *string.digits, *"!#$%&'*+-.^_`|~"}
CONNECTION_HEADERS = {
    *("connection", "expect", "keep-alive", "proxy-authorization", "proxy-connection"),
    *("te", "trailer", "transfer-encoding", "upgrade"),
}
FEW = settings(max_examples=400 if IS_LONG else 12)
ResultT = TypeVar("ResultT")

NAMES = (
    st.sampled_from(
        [
            *("X", "Content-Length", "content-type", "Host", "Content-Encoding"),
            *("Cookie", "Content-MD5", "User-Agent", "Accept", "x-amz-meta-ä", "", ":", "a b"),
            *CONNECTION_HEADERS,
        ]
    )
    | st.text(min_size=1, max_size=4)
    | st.text(sorted(TOKENS), min_size=1, max_size=4)
)

VALUES = (
    st.sampled_from(
        [
            *("", "5", "-1", "9000", " 9000 ", "chunked", "gzip", "100-continue", "close"),
            *("a\r\nb: c", "a\nb", "\0", "\x7f", "€", "é", "\t", "websocket"),
        ]
    )
    | st.text(max_size=6)
    | st.text(string.printable[:95], max_size=6)
)

HOSTS = st.sampled_from(
    [
        *("127.0.0.1", "a" * 64, "a" * 64 + ".example", "a..b", ".", "[::", "[", "[::1", "::1"),
        *("ex ample", "exa\tmple", "\x00", "é", "€.example", "\u2102.example", "-a-", "%00", "%zz"),
        *(
            "user@",
            "us[er:p@127.0.0.1",
            "1.2.3.999",
            "xn--",
            "xn--a",
            "a_b",
            "",
            "\ufffd",
            "b" * 300,
        ),
    ]
) | st.text(max_size=6)

PORTS = st.sampled_from(
    ["", ":0", ":99999", ":-1", ":x", ":", ":80:80", ":65536", ":" + "9" * 5000]
)

SCHEMES = st.sampled_from(
    ["http://", "https://", "HTTP://", "//", "", "ftp://", "file://", "http:", "http:/", "h\0://"]
)

PATHS = st.sampled_from(["", "/", "/\r\nx: y", "/é?€#[", "?", "#", "/%", "\\"]) | st.text(
    max_size=4
).map("/{}".format)

URLS = st.builds("{}{}{}{}".format, SCHEMES, HOSTS, PORTS, PATHS) | st.text(max_size=10)

UNUSABLE_URLS = [
    "http://[::",
    "http://127.0.0.1:99999/",
    "http://" + "a" * 64 + ".example/",
    "ftp://127.0.0.1/",
    "//127.0.0.1/x",
    "http:///x",
    "",
    "http://127.0.0.1:0/",
    "http://127.0.0.1/\n",
]

NUMBERS = st.sampled_from(
    ["0", "5", "9000", "-1", "1e3", "1_0", "٣", "9" * 19, "9" * 5000, "", "0x5", "5, 5", "5.0"]
)

RESPONSE_HEADERS: Mapping[str, st.SearchStrategy[str]] = {
    "etag": st.sampled_from(['"one"', 'W/"one"', '"é"', '"€"', '"a\tb"', '"', "", '"a"b"', "one"]),
    "content-range": st.builds("bytes {}-{}/{}".format, NUMBERS, NUMBERS, NUMBERS | st.just("*")),
    "content-length": NUMBERS,
    "content-encoding": st.sampled_from(["gzip", "identity", "br", "é", "gzip, gzip", "", "\t"]),
    "content-type": st.text(max_size=5),
    "location": URLS,
    "retry-after": NUMBERS | st.sampled_from(["nan", "inf", "-inf", "1e999", "Mon, 99 Foo 99999"]),
    "transfer-encoding": st.sampled_from(["chunked", "identity", "gzip", "chunked, chunked", "é"]),
    "x-taskcluster-sha256": st.text(max_size=5),
    "trailer": st.text(max_size=5),
    "connection": st.sampled_from(["close", "upgrade", "é", "keep-alive"]),
    "set-cookie": st.text(max_size=5),
    "": st.text(max_size=2),
    "é b": st.text(max_size=2),
}

STATUSES = st.sampled_from([100, 101, 199, 200, 206, 302, 304, 416, 429, 503, 600, 999, 1000, 0])

RESPONSES = st.tuples(
    STATUSES | st.just(200) | st.just(206),
    st.fixed_dictionaries({}, optional={**RESPONSE_HEADERS}),
    st.sampled_from([b"", DATA, DATA[5:], b"5\r\nxxxxx\r\n0\r\n\r\n", gzip.compress(DATA)]),
)


@pytest.fixture(params=TRANSFER_KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of client in turn."""
    name: str = request.param
    return name


@pytest.fixture(autouse=True)
def noNameServers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make all hosts except 127.0.0.1 unknown."""
    lookUp = socket.getaddrinfo

    def onlyHere(host: str | bytes | None, *args: int, **kwargs: int) -> object:
        if host in ("127.0.0.1", b"127.0.0.1"):
            return lookUp(host, *args, **kwargs)
        if isinstance(host, str):
            host.encode("idna")  # Like the real function.
        raise socket.gaierror(socket.EAI_NONAME, "unknown host")

    monkeypatch.setattr(socket, "getaddrinfo", onlyHere)


def outcome(transfer: Callable[[], ResultT]) -> ResultT | TaskclusterFailure:
    """Return the result of a transfer or, if it fails, its error, which must be an expected one."""
    try:
        return transfer()
    except TaskclusterFailure as error:
        failure = error
    assert "failed unexpectedly" not in str(failure)
    assert not isinstance(failure, InvalidCall), failure  # The arguments were valid.
    return failure


# Headers that the object service requires


def isAllowed(name: str, value: str) -> bool:
    """Check whether RFC 9110 allows a header to be sent with the data."""
    if name.lower() == "content-length" and value.strip() != "9000":
        return False
    isToken = bool(name) and {*name} <= TOKENS and name.lower() not in CONNECTION_HEADERS
    return isToken and all(" " <= character <= "~" or character == "\t" for character in value)


def test_a_service_can_require_any_header(
    kind: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transferring(kind, deployment, monkeypatch, retries=0) as transfers:

        @FEW
        @given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=3))
        @example({"Content-Length": "5"})
        @example({"x": "a\r\nb: c"})
        @example({"host": ""})
        def check(headers: dict[str, str]) -> None:
            deployment.putHeaders = {**headers}
            deployment.storageRequests, deployment.script, deployment.data = [], [take], b""
            found = outcome(lambda: transfers.uploadFromBuf(DATA))
            if all(isAllowed(*header) for header in headers.items()):
                assert found is None
                assert deployment.data == DATA
                (stored,) = deployment.storageRequests
                for name, value in {name.lower(): value for name, value in headers.items()}.items():
                    assert stored.headers[name] == value.strip()
            else:
                assert type(found) is UnexpectedResponse, repr(found)
                assert not deployment.storageRequests

        check()


# URLs


def test_an_artifact_can_have_any_url(
    kind: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transferring(kind, deployment, monkeypatch, retries=0) as transfers:

        @FEW
        @given(URLS)
        def check(url: str) -> None:
            deployment.artifact = {"storageType": "reference", "url": url}
            found = outcome(transfers.downloadArtifactToBuf)
            assert type(found) in (UnexpectedResponse, TaskclusterConnectionError), repr(found)

        check()
        for url in UNUSABLE_URLS:
            deployment.artifact = {"storageType": "s3", "url": url}
            failing(UnexpectedResponse, transfers.downloadArtifactToBuf)


def test_an_upload_can_have_any_url(
    kind: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transferring(kind, deployment, monkeypatch, retries=0) as transfers:
        deployment.script = [take]

        @FEW
        @given(URLS)
        def check(url: str) -> None:
            deployment.fixedUrl = url
            found = outcome(lambda: transfers.uploadArtifactFromBuf(DATA, "s3"))
            assert type(found) in (UnexpectedResponse, TaskclusterConnectionError), repr(found)

        check()
        for deployment.fixedUrl in UNUSABLE_URLS:
            failing(UnexpectedResponse, lambda: transfers.uploadArtifactFromBuf(DATA, "s3"))


def redirecting(target: str) -> Storage:
    """Redirect to a target, which may contain any characters."""
    line = target.replace("\r", "").replace("\n", "").encode(errors="replace")
    response = b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: " + line + b"\r\n\r\n"
    return lambda connection, _, __: connection.send(response)


def test_a_storage_can_redirect_to_any_url(
    kind: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.artifact = {"storageType": "s3"}
    with transferring(kind, deployment, monkeypatch, retries=0) as transfers:

        @FEW
        @given(URLS)
        def check(target: str) -> None:
            deployment.storageRequests, deployment.script = [], [redirecting(target)]
            found = outcome(transfers.downloadArtifactToBuf)
            assert isinstance(found, StorageFailure | TaskclusterConnectionError), repr(found)

        check()
        for target in ("http://[::", "http://127.0.0.1:99999/", "file:///etc/passwd", "http:///x"):
            deployment.storageRequests, deployment.script = [], [redirecting(target)]
            failing(StorageFailure, transfers.downloadArtifactToBuf)


# Headers of responses from storage


def respondingWith(status: int, headers: Mapping[str, str], body: bytes) -> Storage:
    """Respond with any status, headers and body, and hang up."""
    lines = [f"HTTP/1.1 {status} x", *(f"{name}: {value}" for name, value in headers.items())]
    clean = (line.replace("\r", "").replace("\n", "") for line in lines)
    statusAndHeaders = "\r\n".join([*clean, "", ""]).encode(errors="replace")

    def behave(connection: Connection, _: Received, __: Deployment) -> None:
        connection.send(statusAndHeaders + body)
        connection.hangUp()

    return behave


def test_a_storage_can_respond_to_a_download_with_anything(
    kind: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.store(DATA)
    with transferring(kind, deployment, monkeypatch, retries=2, timeout=1) as transfers:

        @FEW
        @given(first=RESPONSES, second=RESPONSES, cut=st.none() | st.integers(1, 8999))
        def check(first: ResponseParts, second: ResponseParts, cut: int | None) -> None:
            deployment.storageRequests = []
            deployment.script = [
                respondingWith(*first) if cut is None else serve(cut=cut),
                respondingWith(*second),
            ]
            deployment.script.append(serve())
            found = outcome(transfers.downloadToBuf)
            assert isinstance(found, TaskclusterFailure) or found[0] == DATA

        check()


def test_a_storage_can_respond_to_an_upload_with_anything(
    kind: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transferring(kind, deployment, monkeypatch, retries=0, timeout=1) as transfers:

        @FEW
        @given(RESPONSES)
        def check(response: ResponseParts) -> None:
            deployment.storageRequests, deployment.script = [], [respondingWith(*response)]
            found = outcome(lambda: transfers.uploadFromBuf(DATA))
            assert found is None or isinstance(found, TaskclusterFailure)
            assert found is not None or 200 <= response[0] < 300

        check()


ResponseParts = tuple[int, dict[str, str], bytes]


# Arguments of the caller


@pytest.mark.parametrize("contentType", ["a/b\r\nx: y", "é", "text/€", "\0"])
def test_a_content_type_that_cannot_be_sent_is_rejected(
    transfers: Transfers, deployment: Deployment, contentType: str
) -> None:
    with pytest.raises(InvalidCall, match="contentType"):
        transfers.uploadFromBuf(DATA, contentType=contentType)
    assert not deployment.calls


def test_a_service_can_return_invalid_credentials(
    transfers: Transfers, deployment: Deployment
) -> None:
    given: dict[str, JsonValue] = {**CREDENTIALS, "certificate": "é"}
    deployment.artifact = {"storageType": "object", "name": "t/x", "credentials": given}
    found = outcome(transfers.downloadArtifactToBuf)
    assert isinstance(found, TaskclusterFailure)
