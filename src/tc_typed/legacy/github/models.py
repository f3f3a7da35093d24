"""Models of the github service: what its methods take and return, and its messages.

Compiled from schemas/legacy/github by scripts/compile.py; change the contract, not this file.
"""
