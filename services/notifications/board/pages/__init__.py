"""The officers' page: server-rendered, in Spanish, at `/` of notifications."""

from services.notifications.board.pages import (
    acts,
    agenda,
    cards,
    employers,
    help_desk,
    identity,
    la_mesa,
    live_parts,
    people,
    posting,
    proposals,
    report,
    served,
    sign_in,
    today,
    vacancies,
)

ROUTERS = (
    sign_in.open_router,
    sign_in.router,
    today.router,
    posting.router,
    proposals.router,
    cards.router,
    employers.router,
    identity.router,
    people.router,
    vacancies.router,
    acts.router,
    agenda.router,
    help_desk.router,
    la_mesa.router,
    live_parts.router,
    report.router,
    served.files,
    served.rest,
)
"""The last one takes every address that is none."""
