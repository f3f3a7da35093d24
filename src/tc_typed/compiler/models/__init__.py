"""Models from types: naming, bundling, generation and rewriting."""
