"""From API references to clients, events, fakes and the façade."""
