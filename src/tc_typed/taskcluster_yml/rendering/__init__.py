"""Rendering of `.taskcluster.yml` and of hooks to the tasks that Taskcluster would create."""
