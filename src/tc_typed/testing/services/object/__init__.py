"""Object service of the local Taskcluster."""
