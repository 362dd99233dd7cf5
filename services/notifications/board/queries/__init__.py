"""The reads of the board for people."""
