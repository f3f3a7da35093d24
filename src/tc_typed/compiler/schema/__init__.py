"""The contract's JSON Schemas, read into a tree of classes: one for each kind of value."""
