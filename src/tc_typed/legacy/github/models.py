"""Models of the github service: payloads and responses.

Compiled from schemas/legacy/github by tc_typed.compiler; change the contract, not this file.
"""
