"""Credentials, and signing of requests with them."""
