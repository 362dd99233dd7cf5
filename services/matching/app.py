"""The process of matching: `uvicorn services.matching.app:app`."""

from services.matching import cards_api, profiles_api, store
from services.matching.api import router
from services.matching.api_identity import router as identities
from services.matching.api_insurance import router as insurance
from services.matching.api_proposals import router as proposals
from services.matching.handlers import HEARS
from shared.http import build
from shared.service import Service

SERVICE = Service("matching", HEARS, store)
ROUTERS = (router, profiles_api.router, cards_api.router, proposals, identities, insurance)

app = build(
    SERVICE, ROUTERS, about="Personas inscritas, candidaturas, fichas y ofertas de las comunas de la Mesa Territorial."
)
