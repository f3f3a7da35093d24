"""Status page of a local Taskcluster."""
