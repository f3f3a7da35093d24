"""Queue service of the local Taskcluster."""
