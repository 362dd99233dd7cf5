"""The process of notifications: `uvicorn services.notifications.app:app`."""

from services.notifications import store
from services.notifications.api import router
from services.notifications.notices.handlers import HANDLERS
from shared.http import build
from shared.runtime import Service

SERVICE = Service("notifications", HANDLERS, store)

app = build(SERVICE, [router], about="El canal permanente de la Mesa Territorial: los avisos de cada oficina.")
