"""Task graphs as pictures, and in the format of taskgraph."""
