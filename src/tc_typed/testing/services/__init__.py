"""Services of the local Taskcluster: their state and API methods."""
