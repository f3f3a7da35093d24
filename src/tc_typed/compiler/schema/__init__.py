"""The contract's JSON Schemas, parsed to a tree of classes: one for each kind of value."""
