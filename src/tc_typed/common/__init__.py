"""Compiled code that concerns all services.

Compiled from schemas by tc_typed.compiler; change the contract, not this file.
"""
