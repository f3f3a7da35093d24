"""GitHub service of the local Taskcluster."""
