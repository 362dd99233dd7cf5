"""The process of matching: `uvicorn services.matching.app:app`."""

from services.matching import store
from services.matching.api import ROUTERS
from services.matching.handlers import HEARS
from shared.http import build
from shared.service import Service

SERVICE = Service("matching", HEARS, store)

app = build(
    SERVICE, ROUTERS, about="Personas inscritas, candidaturas, fichas y ofertas de las comunas de la Mesa Territorial."
)
