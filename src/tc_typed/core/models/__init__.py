"""Base classes, field types and checks of the compiled models, and decoding of responses."""
