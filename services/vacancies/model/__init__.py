"""The vacancy and its decisions: immutable and pure."""
