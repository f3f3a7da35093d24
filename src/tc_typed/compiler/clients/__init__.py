"""From API and Pulse references to clients, events, fakes and the façade.

`package` writes the modules of a service, `root` those at the root of a package and `taskcluster`
those of the object with all clients. What templates write of a method is described by `methods`, of
its arguments by `parameters`, of its iterating twin by `paging`; its `Operation` by `operations`,
its texts by `method_docstrings` and `authorization`; exchanges and routing keys by `events`.
"""
