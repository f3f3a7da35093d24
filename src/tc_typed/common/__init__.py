"""Compiled code that concerns all services.

Compiled from schemas by scripts/compile.py; change the contract, not this file.
"""
