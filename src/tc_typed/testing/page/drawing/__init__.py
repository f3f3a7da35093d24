"""Drawings of task groups as SVG, without HTTP."""
