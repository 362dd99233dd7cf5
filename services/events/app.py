"""The process of events: `uvicorn services.events.app:app`."""

from services.events import store
from services.events.api import EXAMPLES, router
from services.events.handlers import HANDLERS
from shared.http import build
from shared.http.examples import show
from shared.runtime import Service

SERVICE = Service("events", HANDLERS, store)

app = build(SERVICE, [router], about="Ferias de la Mesa Territorial y las vacantes que llegan a ellas.")
show(app, EXAMPLES)
