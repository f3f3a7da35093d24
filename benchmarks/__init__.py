"""Benchmarks of tc_typed against the official client and the libraries that it uses."""
