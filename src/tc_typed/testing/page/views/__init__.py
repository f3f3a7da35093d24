"""Views of the status page: what each kind of page shows, as plain data."""
