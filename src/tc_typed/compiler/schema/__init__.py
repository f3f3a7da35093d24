"""JSON Schemas as a tree of types."""
