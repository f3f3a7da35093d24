"""YAML as Taskcluster reads it: a parser with positions, and the conversion to JSON."""
