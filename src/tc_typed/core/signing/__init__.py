"""Credentials, and how a request is signed with them."""
