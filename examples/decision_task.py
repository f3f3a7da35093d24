"""Create the tasks of a push: images, builds in them, and tests of the builds.

It runs as a decision task; elsewhere with the deployment and credentials in the environment, or
else with a local Taskcluster. It also needs the scope auth:current-scopes.
"""

import asyncio
import os
import sys
from argparse import ArgumentParser, Namespace
from hashlib import sha256

from tc_typed import Options, aio, optionsFromEnvironment, slugId
from tc_typed.docker_worker import DockerImageArtifact, DockerWorkerPayload
from tc_typed.graph import Node, TaskGraph, taskProgressBar
from tc_typed.testing import LocalTaskcluster


def decide() -> TaskGraph:
    """Return the tasks to create: 5 images, 15 builds and 480 tests."""
    taskId = os.environ.get("TASK_ID")
    graph = TaskGraph(
        os.environ.get("TASK_GROUP_ID") or taskId or slugId(),
        decisionTaskId=taskId,
        taskQueueId="proj-example/linux",
        schedulerId="proj-example",
        deadline="1 day",
        metadata={"description": "Example", "owner": "me@example.com", "source": "https://x.com/"},
    )
    for platform in ("arch", "debian", "fedora", "nixos", "ubuntu"):
        image = addImage(graph, platform)
        for mode in ("asan", "debug", "release"):
            build = addScript(graph, "build", f"{platform}-{mode}", image)
            for chunk in range(1, 33):
                addScript(graph, "test", f"{platform}-{mode}-{chunk}", image, build)
    return graph


def addImage(graph: TaskGraph, platform: str) -> Node:
    """Add a task that makes an image, or reuse an earlier one with the same recipe."""
    recipe = f"FROM {platform}\nRUN install-compiler\n"
    path = f"project.example.image.{platform}.{sha256(recipe.encode()).hexdigest()}"
    payload = DockerWorkerPayload(image="image-maker", env={"RECIPE": recipe}, maxRunTime=3600)
    routes, tags = [f"index.{path}"], {"kind": "image"}
    return graph.add(f"image-{platform}", payload=payload, tags=tags, routes=routes, reuse=[path])


def addScript(graph: TaskGraph, kind: str, name: str, image: Node, *builds: Node) -> Node:
    """Add a task that runs a script in an image, with the ids of builds as arguments."""
    payload = DockerWorkerPayload(
        image=DockerImageArtifact(taskId=image.taskId, path="public/image.tar.zst"),
        command=[f"ci/{kind}", name, *(build.taskId for build in builds)],
        maxRunTime=1800,
    )
    return graph.add(f"{kind}-{name}", payload=payload, tags={"kind": kind}, needs=[image, *builds])


async def main(options: Options, args: Namespace) -> int:
    """Check and create the tasks, print a report, and return the exit status."""
    graph = decide()
    async with aio.Taskcluster(options) as client:
        graph.check(scopes=(await client.auth.currentScopes()).scopes)
        with taskProgressBar("Creating tasks") as progress:
            report = await graph.submit(
                client.queue, journal=args.journal, dryRun=args.dry_run, progress=progress
            )
    report.show()
    return 1 if report.failures else 0


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="create no tasks")
    parser.add_argument("--journal", help="file that lets a later run continue this one")
    args = parser.parse_args()
    if "rootUrl" in (environment := optionsFromEnvironment()):
        sys.exit(asyncio.run(main(environment, args)))
    with LocalTaskcluster() as local:
        sys.exit(asyncio.run(main(local.options(), args)))
