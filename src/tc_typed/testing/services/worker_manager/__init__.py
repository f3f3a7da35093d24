"""Worker-manager service of the local Taskcluster."""
