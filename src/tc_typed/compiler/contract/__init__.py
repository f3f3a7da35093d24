"""Contracts: loaded from files, fetched from a deployment or read from OpenAPI, and checked."""
