"""The process of matching: `uvicorn services.matching.app:app`."""

from services.matching import cards_api, profiles_api, store
from services.matching.api import router
from services.matching.handlers import HEARS
from shared.http import build
from shared.service import Service

SERVICE = Service("matching", HEARS, store)

app = build(
    SERVICE,
    [router, profiles_api.router, cards_api.router],
    about="Personas inscritas, candidaturas y ofertas de las comunas de la Mesa Territorial.",
)
