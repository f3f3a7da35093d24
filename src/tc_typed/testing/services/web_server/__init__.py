"""Web-server service of the local Taskcluster."""
