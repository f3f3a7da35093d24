"""Hawk signatures are accepted by a server, and cover every part of a request."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from unittest.mock import Mock

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.sample_service import getFile
from tests.core.secrets import CERTIFICATE, PERMANENT, TEMPORARY, TOKEN, assertHidden
from tests.core.signing.hawk import HawkFail, Header, accept, expectedHash, expectedMac

from tc_typed.core.encode import encode
from tc_typed.core.signing.hawk import HawkSigner, hawkExt, hawkPayloadHash
from tc_typed.core.signing.httpx_auth import HawkAuth
from tc_typed.core.transport.url import Url
from tc_typed.credentials import Credentials

ROOT = "https://tc.example.com/api/sample/v1"

methods = st.sampled_from(["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"])
segments = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: text not in (".", "..")
)
contentTypes = st.sampled_from(
    ["", "application/json", "application/json; charset=utf-8", "Text/Plain", "image/png ;q=1"]
)
roots = st.sampled_from(
    ["https://tc.example.com", "http://tc.example.com", "http://127.0.0.1:8080", "https://TC.x:444"]
)
scopes = st.none() | st.lists(
    st.text(st.characters(min_codepoint=32, max_codepoint=126)), max_size=4
)

PROGRAM = """
import json, logging, sys
import httpx
from tc_typed.core.signing.httpx_auth import HawkAuth
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
auth = HawkAuth(json.loads(sys.argv[1]))
with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200)), auth=auth) as http:
    http.get("https://tc.example.com/a")
"""


@given(methods, roots, segments, st.binary(max_size=3000), contentTypes, scopes, st.booleans())
def test_every_signed_request_is_accepted(  # noqa: PLR0917  # hypothesis passes them by position
    method: str,
    root: str,
    name: str,
    content: bytes,
    contentType: str,
    authorizedScopes: Sequence[str] | None,
    temporary: bool,  # noqa: FBT001  # an example's value
) -> None:
    path = encode(getFile, {"name": name, "runId": 0, "path": name}).path
    url = Url.parse(f"{root}/api/sample/v1{path}?limit=5&continuationToken=a%26b")
    signer = HawkSigner(TEMPORARY if temporary else PERMANENT, authorizedScopes)
    text = signer.authorization(method, url, content, contentType)

    header = Header.read(text)
    assert header.attributes["hash"] == expectedHash(content, contentType)
    assert header.attributes["mac"] == expectedMac(header, method, str(url))
    if ";" not in path:  # mohawk drops anything after a semicolon in the last segment
        accept(text, method, str(url), content, contentType)

    expected: dict[str, object] = {}
    if temporary:
        expected["certificate"] = {**CERTIFICATE}
    if authorizedScopes is not None:
        expected["authorizedScopes"] = authorizedScopes
    assert header.ext == (expected or None)
    assert header.attributes["id"] == "some/client"


@pytest.mark.parametrize(
    ("method", "url", "content", "contentType", "key"),
    [
        pytest.param("POST", "/a?b=c", b"{}", "application/json", TOKEN, id="method"),
        pytest.param("PUT", "/b?b=c", b"{}", "application/json", TOKEN, id="path"),
        pytest.param("PUT", "/a?b=d", b"{}", "application/json", TOKEN, id="query"),
        pytest.param("PUT", "/a?b=c", b"{ }", "application/json", TOKEN, id="content"),
        pytest.param("PUT", "/a?b=c", b"{}", "text/plain", TOKEN, id="content type"),
        pytest.param("PUT", "/a?b=c", b"{}", "application/json", "another", id="key"),
    ],
)
def test_altered_request_is_not_accepted(
    method: str, url: str, content: bytes, contentType: str, key: str
) -> None:
    signer, signed = HawkSigner(PERMANENT, None), Url.parse(ROOT + "/a?b=c")
    text = signer.authorization("PUT", signed, b"{}", "application/json")
    accept(text, "PUT", ROOT + "/a?b=c", b"{}", "application/json")
    with pytest.raises(HawkFail):
        accept(text, method, ROOT + url, content, contentType, key=key)


def test_the_example_in_hawks_documentation_has_the_same_signature(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The example includes a hash of the payload."""
    monkeypatch.setattr("tc_typed.core.signing.hawk.time.time", lambda: 1353832234.9)
    monkeypatch.setattr(
        "tc_typed.core.signing.hawk.secrets.token_urlsafe", Mock(return_value="j4h3g2")
    )
    monkeypatch.setattr(
        "tc_typed.core.signing.hawk.hawkExt", Mock(return_value="some-app-ext-data")
    )
    credentials = Credentials("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn")
    url = Url.parse("http://example.com:8000/resource/1?b=1&a=2")
    signer = HawkSigner(credentials, None)
    text = signer.authorization("POST", url, b"Thank you for flying Hawk", "text/plain")
    assert Header.read(text).attributes == {
        "id": "dh37fgj492je",
        "ts": "1353832234",
        "nonce": "j4h3g2",
        "hash": "Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=",
        "ext": "some-app-ext-data",
        "mac": "aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=",
    }


@pytest.mark.parametrize("host", ["[::1]", "[0:0:0::0001]"])
def test_ipv6_hosts_are_signed_in_brackets(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The expected MAC is from the npm package hawk, which Taskcluster's services use."""
    monkeypatch.setattr("tc_typed.core.signing.hawk.time.time", lambda: 1353832234)
    monkeypatch.setattr(
        "tc_typed.core.signing.hawk.secrets.token_urlsafe", Mock(return_value="j4h3g2")
    )
    credentials = Credentials("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn")
    url = Url.parse(f"http://{host}:8080/resource/1?b=1&a=2")
    text = HawkSigner(credentials, None).authorization("POST", url, b"", "")
    mac = "4RqSARCK7Og2pvUW/BUUOk+0vZnfzMhnBudlZMaWK2U="
    assert Header.read(text).attributes["mac"] == mac


@given(st.binary(max_size=500), st.text(st.characters(max_codepoint=127)))
def test_payload_hash_follows_the_definition(content: bytes, contentType: str) -> None:
    assert hawkPayloadHash(content, contentType) == expectedHash(content, contentType)


def test_a_certificate_as_json_and_as_an_object_are_the_same() -> None:
    asText = Credentials("some/client", TOKEN, json.dumps(CERTIFICATE, indent=4))
    asObject = Credentials("some/client", TOKEN, {**CERTIFICATE})
    assert asText == asObject == TEMPORARY
    assert hawkExt(asText, None) == hawkExt(asObject, None)


def test_ext_is_absent_only_if_it_would_be_empty() -> None:
    assert hawkExt(PERMANENT, None) is None
    assert hawkExt(PERMANENT, []) is not None
    assert hawkExt(TEMPORARY, None) is not None


# HawkAuth with any client of httpx


class Server:
    """Mock server that verifies the requests of a plain httpx client."""

    def __init__(self) -> None:
        self.headers: list[Header] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        text = request.headers["authorization"]
        kind = request.headers.get("content-type", "")
        accept(text, request.method, str(request.url), request.content, kind)
        self.headers.append(Header.read(text))
        return httpx.Response(200)


def stream() -> Sequence[bytes]:
    return [b"in ", b"parts"]


def test_plain_httpx_client_is_signed() -> None:
    server = Server()
    with httpx.Client(transport=httpx.MockTransport(server), auth=HawkAuth(TEMPORARY)) as http:
        http.get(ROOT + "/a b/é", params={"q": "a b&c"})
        http.post(ROOT, json={"é": 1})
        http.post(ROOT, data={"form": "1"})
        http.put(ROOT, content=b"bytes", headers={"content-type": "Text/Plain; charset=x"})
        http.put(ROOT, content=iter(stream()))
    assert len({header.attributes["nonce"] for header in server.headers}) == 5


def test_plain_async_httpx_client_is_signed() -> None:
    server = Server()

    async def work() -> None:
        transport = httpx.MockTransport(server)
        async with httpx.AsyncClient(transport=transport, auth=HawkAuth(TEMPORARY)) as http:
            await http.get(ROOT)
            await http.post(ROOT, json={"é": 1})

    asyncio.run(work())
    assert len({header.attributes["nonce"] for header in server.headers}) == 2


def test_a_resent_request_has_a_fresh_nonce() -> None:
    server = Server()
    with httpx.Client(transport=httpx.MockTransport(server), auth=HawkAuth(PERMANENT)) as http:
        request = http.build_request("PUT", ROOT, content=b"x")
        for _ in range(3):
            http.send(request)
    assert len({header.attributes["nonce"] for header in server.headers}) == 3


def test_several_clients_can_share_one_auth() -> None:
    server, auth = Server(), HawkAuth({"clientId": "some/client", "accessToken": TOKEN}, ["a"])
    for _ in range(2):
        with httpx.Client(transport=httpx.MockTransport(server)) as http:
            http.get(ROOT, auth=auth)
    assert [header.ext for header in server.headers] == [{"authorizedScopes": ["a"]}] * 2


def test_signing_without_a_client_of_tc_typed_logs_no_secret() -> None:
    parts = {"clientId": "some/client", "accessToken": TOKEN, "certificate": CERTIFICATE}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(parts)],
        capture_output=True,
        check=True,
        text=True,
        timeout=15,
    )
    assert "HTTP Request" in done.stdout
    assertHidden(done.stdout, done.stderr)
