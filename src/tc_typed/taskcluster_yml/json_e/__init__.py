"""JSON-e as Taskcluster renders it: templates, functions, and the syntax of expressions."""
