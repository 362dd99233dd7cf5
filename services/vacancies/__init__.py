"""Owns the vacancy, its seats, leases and placements.

Consumes: commune facts, offers, and requests about vacancies and seats.
Publishes: vacancy.posted, .amended, .unfilled, .filled, .closed; seat.leased, .released; placement.declared.
Does not: know a person (a candidate is a pseudonym), rank candidates, or send messages to people.
"""
