"""The process of notifications: `uvicorn services.notifications.app:app`."""

from services.notifications import store
from services.notifications.api import router
from services.notifications.handlers import HEARS
from shared.http import build
from shared.service import Service

SERVICE = Service("notifications", HEARS, store)

app = build(SERVICE, [router], about="El canal permanente de la Mesa Territorial: los avisos de cada oficina.")
