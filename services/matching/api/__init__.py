"""HTTP of matching: seekers, offers, cards, proposals, identities, seguro de cesantía."""

from services.matching.api import cards, held, identity, insurance, offers, profiles, proposals, seekers, sheets

ROUTERS = (
    seekers.router,
    sheets.router,
    offers.router,
    profiles.router,
    cards.router,
    proposals.router,
    identity.router,
    insurance.router,
    held.router,
)

__all__ = ["ROUTERS"]
