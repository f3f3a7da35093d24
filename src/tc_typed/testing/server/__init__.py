"""HTTP of the local Taskcluster: endpoints, checks of calls, and the server."""
