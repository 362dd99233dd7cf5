"""Locks on names that may have no row yet: of two transactions that make one thing, the second sees the first."""

ONE_AT_A_TIME = """
SELECT pg_advisory_xact_lock($2::int, h)
FROM (SELECT DISTINCT hashtext(name) AS h FROM unnest($1::text[]) AS name ORDER BY 1) AS one
"""
"""Takes the locks of names ($1) of a kind ($2, a number of its own) in order, until the transaction ends."""
