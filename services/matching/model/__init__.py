"""Seekers, the vacancies that call for them, and who is offered: immutable and pure."""
