"""Tests of the GitHub service."""
