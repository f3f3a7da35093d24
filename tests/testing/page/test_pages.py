"""The status page: complete, linked, safe, and without secrets."""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files
from urllib.parse import quote, urljoin

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.profiles import IS_LONG
from tests.testing.page.deployments import (
    CLIENT,
    LOG,
    POOL,
    QUEUE,
    SECRET_VALUE,
    WORKER_PATH,
    Document,
    Seeded,
    seed,
)

from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.deployment import OPERATIONS
from tc_typed.testing.page.reader import READS
from tc_typed.testing.page.views.log import withoutControl

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></textarea></pre></code><h1>x",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt;",
)
WORDS = st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=40)
MOST_PAGES = 150


def get(seeded: Seeded, path: str, **headers: str) -> httpx.Response:
    return CLIENT.get(urljoin(seeded.local.rootUrl, path), headers=headers)


@pytest.fixture(scope="module")
def pages(seeded: Seeded) -> dict[str, Document]:
    """Follow all links from the overview, and return the pages by path."""
    pages: dict[str, Document] = {}
    waiting, seen = ["/"], {"/"}
    while waiting and len(pages) < MOST_PAGES:
        path = waiting.pop(0)
        response = get(seeded, path)
        if path.startswith("/api/"):
            assert response.status_code == 303
            continue
        assert response.status_code == 200, path
        if not response.headers["content-type"].startswith("text/html"):
            continue
        pages[path] = Document(response.text)
        for link in pages[path].links:
            if link.startswith(("http:", "https:")):
                continue
            target = urljoin(path, link).partition("#")[0]
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return pages


def test_each_link_leads_to_a_page(seeded: Seeded, pages: dict[str, Document]) -> None:
    for expected in (
        f"/tasks/groups/{seeded.taskGroupId}",
        f"/tasks/{seeded.taskGroupId}",
        f"/tasks/{seeded.dependentId}",
        seeded.runPath,
        f"{seeded.runPath}/logs/public%2Flogs%2Flive.log",
        "/tasks/index/proj.builds.latest",
        "/workers/proj%2Flinux",
        f"/worker-manager/{quote(POOL, safe='')}",
        WORKER_PATH,
        "/hooks/project/hook",
        "/github",
        "/messages/0",
    ):
        assert expected in pages


def test_no_page_shows_a_secret(seeded: Seeded, pages: dict[str, Document]) -> None:
    tokens = [seeded.local.credentials.accessToken, seeded.bot.accessToken]
    for path, page in pages.items():
        for secret in (SECRET_VALUE, "accessToken", "certificate", *tokens):
            assert secret not in page.html, path


def test_pages_call_only_methods_that_read() -> None:
    methods = {(each.service, each.name): each.method for each in OPERATIONS}
    for service, names in READS.items():
        assert {methods[service, name] for name in names} == {"get"}


def test_private_artifacts_have_names_but_no_links(seeded: Seeded) -> None:
    page = Document(get(seeded, seeded.runPath).text)
    assert "private/key.pem" in page.text
    assert not [link for link in page.links if "key.pem" in link]
    assert get(seeded, f"{seeded.runPath}/logs/private%2Fkey.pem").status_code == 404
    assert "hello" in get(seeded, f"{seeded.runPath}/logs/{LOG}").text


@pytest.mark.parametrize(
    "path",
    [
        "/x",
        "/tasks/x",
        "/tasks/groups/x",
        "/tasks/index/x",
        "/hooks/a/b",
        "/workers/x",
        "/messages/9999",
    ],
)
def test_unknown_things_have_a_page_that_says_so(seeded: Seeded, path: str) -> None:
    response = get(seeded, path)
    assert response.status_code == 404
    assert "Not found" in Document(response.text).text


@pytest.mark.parametrize("path", ["/", "/x", "/live", "/static/style.css"])
def test_other_hosts_are_refused(seeded: Seeded, path: str) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost:80@evil", ""):
        assert get(seeded, path, host=host).status_code in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:5", "[::1]:80", "127.0.0.1"])
def test_local_names_are_accepted(seeded: Seeded, host: str) -> None:
    assert get(seeded, "/", host=host).status_code == 200


@pytest.mark.parametrize("path", ["/", "/x", "/static/style.css", "/search?q=x"])
def test_all_responses_have_security_headers(seeded: Seeded, path: str) -> None:
    headers = get(seeded, path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_pages_can_only_be_read(seeded: Seeded, method: str) -> None:
    assert CLIENT.request(method, seeded.local.rootUrl + "/").status_code == 405


def test_search_leads_to_tasks_groups_queues_and_index_paths(seeded: Seeded) -> None:
    for text, path in {
        seeded.dependentId: f"/tasks/{seeded.dependentId}",
        QUEUE: f"/workers/{QUEUE}",
        "proj.builds": "/tasks/index/proj.builds",
    }.items():
        assert get(seeded, f"/search?q=%20{text}%20").headers["location"] == path
    assert get(seeded, "/search?q=//evil.example").status_code == 404


def test_messages_are_filtered(seeded: Seeded) -> None:
    page = Document(get(seeded, "/messages?pattern=route.%23").text)
    everything = Document(get(seeded, "/messages").text)
    assert 0 < page.text.count("primary.") < everything.text.count("primary.")


def test_pages_have_landmarks_headings_and_headers_of_columns(pages: dict[str, Document]) -> None:
    for path, page in pages.items():
        tags = Counter(tag for tag, _ in page.elements)
        assert tags["main"] == tags["h1"] == tags["header"] == 1, path
        names = [attrs.get("aria-label") for tag, attrs in page.elements if tag == "nav"]
        assert None not in names, path
        assert len({*names}) == len(names), path
        assert tags["table"] == tags["thead"] == tags["tbody"], path
        assert all(attrs.get("scope") == "col" for tag, attrs in page.elements if tag == "th")
        assert next(attrs for tag, attrs in page.elements if tag == "a")["href"] == "#main"


def test_ids_are_unique(pages: dict[str, Document]) -> None:
    for path, page in pages.items():
        ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
        assert len(ids) == len({*ids}), path


@given(text=WORDS)
@example(text="".join(HOSTILE))
@settings(
    max_examples=100 if IS_LONG else 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
def test_no_text_becomes_an_element(seeded: Seeded, spare: LocalTaskcluster, text: str) -> None:
    spare.reset()
    other = seed(spare, text, log=text)
    for here, there in (
        (f"/tasks/{seeded.taskGroupId}", f"/tasks/{other.taskGroupId}"),
        (seeded.runPath, other.runPath),
        (f"{seeded.runPath}/logs/{LOG}", f"{other.runPath}/logs/{LOG}"),
        (f"/tasks/groups/{seeded.taskGroupId}", f"/tasks/groups/{other.taskGroupId}"),
        *((path, path) for path in ("/", "/notifications", "/hooks", "/hooks/project/hook")),
        *((path, path) for path in ("/workers", f"/worker-manager/{POOL}", "/github", "/messages")),
    ):
        harmless, hostile = (
            Document(get(of, path).text) for of, path in ((seeded, here), (other, there))
        )
        assert hostile.shape == harmless.shape, json.dumps([here, text])


def test_files_of_the_page_are_in_its_package() -> None:
    folder = files("tc_typed.testing.page")
    found = {each.name for name in ("templates", "static") for each in (folder / name).iterdir()}
    assert {"base.html", "log.html", "live.js", "style.css", "graph.css", "icon.svg"} <= found


@given(text=st.text(alphabet=st.characters(max_codepoint=127)))
def test_logs_have_no_control_characters(text: str) -> None:
    assert not {*withoutControl(text)} & {*map(chr, range(32)), "\x7f"} - {"\n", "\t"}


def test_colours_of_logs_are_removed() -> None:
    assert withoutControl("\x1b[1;32mok\x1b[0m\r\n10%\r100%\n") == "ok\n100%\n"
