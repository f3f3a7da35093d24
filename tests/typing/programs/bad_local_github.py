"""Mistakes with GitHub in tests, and with tasks that are executed."""

from tc_typed.github import Build
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.local_github import LocalGithub

local = LocalTaskcluster(database="state.db", port=0, credentials="root")
github: LocalGithub = local.github
github.addRepository("example/app", taskclusterYml="version: 1", collaborators=["ada"])
pushed: Build | None = github.push("example/app", branch="main")
opened: Build | None = github.pullRequest("example/app", 2, user="ada")
delivered: Build | None = github.deliver("push", {"ref": "refs/heads/main", "commits": [{}]})
bodies: list[str] = [comment.body for comment in github.comments]
names: list[tuple[str, str | None]] = [(each.name, each.conclusion) for each in github.checks]
github.webhookSecret = None
local.executeTasks(capacity=2)

github.push("example/app").taskGroupId  # M: has no attribute P: is not a known attribute of "None"
github.addRepository("example/app", yml="")  # M: Unexpected keyword argument P: No parameter named "yml"
github.pullRequest("example/app", "2")  # M: incompatible type P: cannot be assigned
github.deliver("push", {"ref": object()})  # M: incompatible type P: cannot be assigned
github.webhookSecret = 1  # M: Incompatible types in assignment P: is not assignable
github.comments = []  # M: read-only|no setter P: no setter|is not assignable|Attribute "comments"
local.executeTasks(4)  # M: Too many positional arguments P: Expected 0 positional arguments
local.executeTasks(capacity="all")  # M: incompatible type P: cannot be assigned
LocalTaskcluster(port="80")  # M: incompatible type P: cannot be assigned
LocalTaskcluster(db="state.db")  # M: Unexpected keyword argument P: No parameter named "db"
