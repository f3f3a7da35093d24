"""Clients, events, fakes and the façade, compiled from API and Pulse references.

`package` writes the modules of a service, `root` those at the root of a package, and `taskcluster`
those of the object with all clients. `methods` describes methods for the templates, with their
arguments from `parameters`, their iterators from `paging`, their `Operation`s from `operations` and
their docstrings from `method_docstrings` and `authorization`. `events` describes exchanges and
routing keys.
"""
