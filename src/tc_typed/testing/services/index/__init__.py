"""Index service of the local Taskcluster."""
