"""Base classes, field types and checks of the compiled models, and how responses are decoded."""
