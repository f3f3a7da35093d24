"""Auth service of the local Taskcluster."""
