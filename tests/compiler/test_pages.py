"""Pages of the API documentation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.compiler.contracts import api, entry, record, schema, write

from tc_typed.compiler.contract.load import Json
from tc_typed.compiler.pages import ReferencePage, referencePages

THING: Mapping[str, Json] = schema("thing", "Thing", properties={"name": {"type": "string"}})
GET = entry(
    "getThing",
    route="/thing/<name>",
    args=["name"],
    output="v1/thing.json#",
    scopes={"AllOf": ["tiny:get:<name>", "tiny:a|b"]},
)


def page(folder: Path, *files: Mapping[str, Json]) -> ReferencePage:
    [made] = referencePages(write(folder, *files))
    return made


def test_the_page_of_a_service_has_routes_scopes_and_stability(tmp_path: Path) -> None:
    made = page(tmp_path, api(GET, **{"x-parameters": {"name": "A name."}}), THING)
    assert (made.path, made.section, made.title) == ("services/tiny.md", "services", "Tiny")
    [row] = [
        line for line in made.text.splitlines() if "[tc_typed.tiny.client.Tiny.getThing]" in line
    ]
    # A line may only end after a slash or a colon.
    assert "| <code>GET <wbr>/thing/<wbr>&lt;name&gt;</code> |" in row
    get = "<code>tiny:<wbr>get:<wbr>&lt;name&gt;</code>"
    # A scope must not end its cell.
    assert f"| {get} and <code>tiny:<wbr>a&#124;b</code> |" in row


def test_the_page_of_a_service_has_client_and_models(tmp_path: Path) -> None:
    made = page(tmp_path, api(GET, **{"x-parameters": {"name": "A name."}}), THING)
    wanted = ("client.Tiny", "client.Tiny.getThing", "models.Thing")
    directives = [line for line in made.text.splitlines() if line.startswith(":::")]
    assert directives == [f"::: tc_typed.tiny.{name}" for name in wanted]


def test_exchanges_have_names_and_routing_keys(tmp_path: Path) -> None:
    words: list[Json] = [
        {"name": "kind", "constant": "primary", "required": True, "multipleWords": False},
        {"name": "thing", "required": True, "multipleWords": False},
        {"name": "rest", "required": False, "multipleWords": True},
    ]
    done: Json = {
        "name": "done",
        "title": "Done",
        "exchange": "thing-done",
        "schema": "v1/thing.json#",
        "type": "topic-exchange",
        "routingKey": words,
    }
    reference: Mapping[str, Json] = {
        "serviceName": "tiny",
        "exchangePrefix": "exchange/tiny/v1/",
        "entries": [done],
    }
    made = page(tmp_path, reference, THING)
    [row] = [line for line in made.text.splitlines() if ".TinyEvents.done]" in line]
    assert "| <code>exchange/<wbr>tiny/<wbr>v1/<wbr>thing-done</code> |" in row
    assert "<code>primary.<wbr>&lt;thing&gt;.<wbr>&lt;rest…&gt;</code>" in row
    assert row.endswith("| [`Thing`][tc_typed.tiny.models.Thing] |")
    lines = made.text.splitlines()
    directives = [line for line in lines if line.startswith("::: tc_typed.tiny.events")]
    names = ("TinyEvents", "DoneExchange", "DoneRoutingKey")
    assert directives == [f"::: tc_typed.tiny.events.{name}" for name in names]


def test_payloads_follow_services(tmp_path: Path) -> None:
    payload = {**record("Payload"), "$id": "/schemas/a-worker/v1/payload.json#"}
    pages = referencePages(write(tmp_path, api(), payload))
    assert [made.path for made in pages] == ["services/tiny.md", "payloads/a-worker.md"]
    assert "::: tc_typed.a_worker.models.Payload" in pages[1].text


def test_the_page_of_shared_types_follows_those_of_services(tmp_path: Path) -> None:
    ping = {**record("Ping"), "$id": "/schemas/common/v1/ping.json#"}
    get = entry("ping", output="/schemas/common/v1/ping.json#")
    service, shared = referencePages(write(tmp_path, api(get), ping), "acme")
    assert "[`Ping`][acme.common.models.Ping]" in service.text
    assert "::: acme.tiny.models.Ping" not in service.text
    assert (shared.path, shared.title) == ("services/common.md", "Common")
    assert "::: acme.common.models.Ping\n" in shared.text


def test_methods_and_models_are_in_groups(tmp_path: Path) -> None:
    entries = [
        entry("ping", route="/ping", category="Monitoring"),
        entry("putA", route="/a", output="v1/a.json#", category="A-Calls"),
        entry("putB", route="/b", output="v1/b.json#", category="B Calls"),
    ]
    shared = record("Shared")
    schemas = [schema(name, name.upper() + "Thing", properties={"shared": shared}) for name in "ab"]
    unused = schema("unused", "Unused", properties={"part": record("Part")})
    lines = page(tmp_path, api(*entries), *schemas, unused).text.splitlines()
    shown = [line for line in lines if line.startswith(("###", ":::"))]
    client, models = "::: tc_typed.tiny.client.Tiny", "::: tc_typed.tiny.models."
    assert shown == [
        client,
        "### A Calls { #a-calls-methods }",
        f"{client}.putA",
        "### B Calls { #b-calls-methods }",
        f"{client}.putB",
        "### Monitoring { #monitoring-methods }",
        f"{client}.ping",
        "### A Calls { #a-calls-models }",
        f"{models}AThing",
        "### B Calls { #b-calls-models }",
        f"{models}BThing",
        "### Shared types { #shared-types-models }",
        f"{models}Shared",
        "### Unused { #unused-models }",
        f"{models}Part",
        f"{models}Unused",
    ]


def test_deprecated_methods_are_marked_with_advice(tmp_path: Path) -> None:
    old = entry("old", route="/old", stability="deprecated", **{"x-deprecated": "use `a/b`"})
    [row] = [line for line in page(tmp_path, api(old)).text.splitlines() if ".Tiny.old]" in line]
    badge = '<span class="badge badge-deprecated">deprecated</span>'
    assert f"{badge} use <code>a/<wbr>b</code> |" in row


def test_legacy_services_have_one_page_with_names_that_are_not_links(tmp_path: Path) -> None:
    write(tmp_path / "legacy", api(entry("gone", route="/gone")))
    tiny, legacy = referencePages(write(tmp_path, api(entry("here", route="/here"))), "acme")
    assert "gone" not in tiny.text
    assert (legacy.path, legacy.title) == ("services/legacy.md", "Legacy services")
    assert "| `gone`<br>" in legacy.text
    assert "`acme.legacy.Tiny`" in legacy.text
    assert ":::" not in legacy.text
