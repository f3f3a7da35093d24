"""Models of the github service: what its methods take and return, and its messages.

Compiled from schemas/legacy/github by tc_typed.compiler; change the contract, not this file.
"""
