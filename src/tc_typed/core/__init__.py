"""The runtime: what every compiled client shares. It knows no service."""
