"""The process of notifications: `uvicorn services.notifications.app:app`."""

from services.notifications import store
from services.notifications.api import router
from services.notifications.board.desk import Desk
from services.notifications.board.pages import ROUTERS as PAGES
from services.notifications.handlers import HANDLERS
from services.notifications.settings import NotificationsSettings
from shared.http import build
from shared.runtime import Service

SERVICE = Service("notifications", HANDLERS, store, NotificationsSettings, companion_of=Desk)

app = build(
    SERVICE,
    [router],
    pages=PAGES,
    about="El canal permanente de la Mesa Territorial: los avisos de cada oficina.",
)
