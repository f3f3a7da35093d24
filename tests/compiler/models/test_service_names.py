"""Names of services, and of their packages and clients."""

from __future__ import annotations

import pytest
from tests.compiler.contracts import api, entry, pulse

from tc_typed.compiler import compileContract
from tc_typed.compiler.code import pathOf
from tc_typed.compiler.contract.errors import ContractError
from tc_typed.compiler.contract.load import Json, Service, contractOf
from tc_typed.compiler.models.service_names import clientName, folderName, packageName


@pytest.mark.parametrize(
    ("name", "folder", "client"),
    [
        ("queue", "queue", "Queue"),
        ("worker-manager", "worker_manager", "WorkerManager"),
        ("web_server", "web_server", "Web_server"),
        ("s3-proxy", "s3_proxy", "S3Proxy"),
        ("l10n-queue", "l10n_queue", "L10NQueue"),
        ("class", "class_", "Class"),
        ("common", "common_", "Common"),
        ("aio", "aio_", "Aio"),
        ("taskcluster", "taskcluster_", "TaskclusterService"),
    ],
)
def test_folder_and_client_are_named_after_the_service(name: str, folder: str, client: str) -> None:
    service = Service(name, ())
    assert folderName(service) == folder
    assert packageName(pathOf("acme", "acme"), service) == f"acme.{folder}"
    assert clientName(service) == client


@pytest.mark.parametrize(
    "names", [("foo", "async-foo"), ("foo", "foo-fakes"), ("foo", "foo-events"), ("a-b", "a_b")]
)
def test_services_with_colliding_names_are_an_error(names: tuple[str, str]) -> None:
    files: dict[str, Json] = {}
    for name in names:
        files[f"{name}/api.json"] = {**api(entry("get")), "serviceName": name}
        events = {**pulse(), "serviceName": name, "exchangePrefix": f"exchange/{name}/"}
        files[f"{name}/exchanges.json"] = events
    with pytest.raises(ContractError, match="would be used twice") as caught:
        compileContract(contractOf(files), "acme", lenient=True)
    assert str(caught.value).startswith((f"{names[0]}/api.json#/s", f"{names[1]}/api.json#/s"))


def test_services_with_the_same_exchange_prefix_are_an_error() -> None:
    files: dict[str, Json] = {
        f"{name}.json": {**pulse(), "serviceName": name} for name in ("tiny", "other")
    }
    with pytest.raises(ContractError, match="taskcluster-tiny/v1/ would be used twice"):
        compileContract(contractOf(files), "acme", lenient=True)
