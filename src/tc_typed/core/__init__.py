"""Runtime shared by all compiled clients; it is independent of any service."""
