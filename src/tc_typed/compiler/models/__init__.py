"""From types to models: named, bundled, generated and rewritten."""
