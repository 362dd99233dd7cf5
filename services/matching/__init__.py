"""Owns seekers, who they are, what they allow, and the offers that hosted communes make of them.

Hears: commune facts; vacancies as they open, call, change and end; seats as they are leased, released and placed;
requests of communes that answer with systems of their own; what officers confirm, and record of a person's yes; by
HTTP only: registrations of seekers, the reading of an identity, the seguro de cesantía.
Says: offer.made, offer.declined with the reasons, offer.withdrawn; disclosure.given, disclosure.revoked.
Does not: give anybody a seat, decide between communes, or say who somebody is. A seeker is a pseudonym; who they are
leaves by one door, once, with their yes.
"""
