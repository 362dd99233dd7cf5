"""The process of matching: `uvicorn services.matching.app:app`."""

from services.matching import store
from services.matching.api import ROUTERS
from services.matching.api.examples import EXAMPLES
from services.matching.handlers import HANDLERS
from services.matching.settings import MatchingSettings, policy_of
from shared.http import build
from shared.http.examples import show
from shared.runtime import Service

SERVICE = Service("matching", HANDLERS, store, MatchingSettings, policy_of)

app = build(
    SERVICE, ROUTERS, about="Personas inscritas, candidaturas, fichas y ofertas de las comunas de la Mesa Territorial."
)
show(app, EXAMPLES)
