"""Owns seekers and the offers that hosted communes make of them.

Hears: commune facts; vacancies as they open, call, change and end; seats as they are leased, released and placed;
requests of communes that answer with systems of their own; registrations of seekers (HTTP only).
Says: offer.made, offer.declined with the reasons, offer.withdrawn.
Does not: give anybody a seat, decide between communes, or let an identity out. A seeker is a pseudonym.
"""
