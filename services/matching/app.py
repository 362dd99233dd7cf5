"""The process of matching: `uvicorn services.matching.app:app`."""

from services.matching import cards_api, profiles_api, store
from services.matching.api import router
from services.matching.handlers import HEARS
from shared.http import build
from shared.service import Service

SERVICE = Service("matching", HEARS, store)
ROUTERS = (router, profiles_api.router, cards_api.router)

app = build(
    SERVICE, ROUTERS, about="Personas inscritas, candidaturas, fichas y ofertas de las comunas de la Mesa Territorial."
)
