"""Owns seekers, their identities and consents, and the offers that hosted communes make with them.

Consumes: facts of communes, of vacancies (opened, called, amended, ended) and of seats (leased, released, placed);
requests of communes with systems of their own; confirmations of proposals and consents that officers record; by HTTP
only: registrations of seekers, the reading of an identity, the seguro de cesantía.
Says: offer.made, offer.declined with the reasons, offer.withdrawn; disclosure.given, disclosure.revoked.
Does not: lease a seat, decide between communes, or publish an identity. On the bus a seeker is a pseudonym; their
identity is given over HTTP to one office, once, if they consented.
"""
