"""The officers' page: server-rendered, in Spanish, at `/` of notifications."""

from services.notifications.board.pages import served, sign_in

ROUTERS = (sign_in.open_router, sign_in.router, served.files, served.rest)
"""The last one takes every address that is none."""
