"""Owns the vacancy, its seats, leases and placements.

Hears: commune facts, offers, and requests about vacancies and seats.
Says: vacancy.posted, .amended, .unfilled, .filled, .closed; seat.leased, .released; placement.declared.
Does not: know a person (a candidate is a pseudonym), rank candidates, or send messages to people.
"""
