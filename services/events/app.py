"""The process of events: `uvicorn services.events.app:app`."""

from services.events import store
from services.events.api import ROUTERS
from services.events.api.examples import EXAMPLES
from services.events.calendars import Calendars
from services.events.handlers import HANDLERS
from services.events.settings import EventsSettings
from shared.http import build
from shared.http.examples import show
from shared.runtime import Service

SERVICE = Service("events", HANDLERS, store, EventsSettings, companion_of=Calendars)

app = build(SERVICE, ROUTERS, about="La agenda de la Mesa Territorial: ferias, encuentros, reuniones y visitas.")
show(app, EXAMPLES)
