"""HTTP of requests about offers and proposals that are held, and may be taken back."""

from shared import http
from shared.contracts import intake

router = http.held_router(intake.OfferTakeBack)
