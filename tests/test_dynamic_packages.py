"""Packages compiled for a deployment by `compileDeployment`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel
from tests.compiler.deployment import deploymentUrl, tiny

from tc_typed import compileDeployment, fromNow, slugId
from tc_typed.core.sync import ServiceClient
from tc_typed.testing import LocalTaskcluster

__all__ = ["deploymentUrl", "tiny"]

PACKAGES = ["auth", "built_in", "docker_worker", "queue", "worker_manager"]

# compileDeployment


def test_a_compiled_deployment_makes_calls_like_this_package(deploymentUrl: str) -> None:
    calls: list[tuple[int, int]] = []
    with (
        compileDeployment(
            deploymentUrl, lambda done, total: calls.append((done, total))
        ) as deployment,
        LocalTaskcluster() as taskcluster,
    ):
        models = deployment.module("queue")
        taskId = slugId()
        with deployment.package.Queue(taskcluster.options()) as queue:
            definition = models.TaskDefinition(
                taskQueueId="proj-example/linux",
                created=fromNow("0 seconds"),
                deadline=fromNow("1 hour"),
                metadata=models.TaskMetadata(
                    name="n", description="d", owner="me@example.com", source="https://example.com"
                ),
                payload={},
            )
            created = queue.createTask(taskId, definition)
            assert type(created) is models.TaskStatusResponse
            assert type(queue.status(taskId)) is models.TaskStatusResponse
            assert queue.ping().alive
        assert issubclass(deployment.package.Tiny, ServiceClient)
        for name in PACKAGES:
            own = import_module(f"tc_typed.{name}")
            assert {*deployment.module(name).__all__} == {*own.__all__}
            assert secrets(deployment.module(name)) == secrets(own)
        assert secrets(deployment.module("auth"))
    assert calls[-1][0] == calls[-1][1] > 200


def secrets(module: ModuleType) -> set[tuple[str, str]]:
    """Return the fields that are left out of reprs, with their classes."""
    return {
        (kind.__name__, name)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        for name, field in kind.model_fields.items()
        if not field.repr
    }


def test_nothing_is_left_of_a_closed_deployment(tiny: str) -> None:
    deployment = compileDeployment(tiny)
    folder = Path(deployment.package.__path__[0])
    assert folder.is_dir()
    deployment.module("tiny")
    deployment.close()
    assert not folder.exists()
    assert not [name for name in sys.modules if name.startswith(deployment.name)]
    with pytest.raises(ImportError):
        deployment.module("tiny")
    deployment.close()
