"""State of a local Taskcluster in a file, which survives a restart."""
