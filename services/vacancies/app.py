"""The process of vacancies: `uvicorn services.vacancies.app:app`."""

from services.vacancies import store
from services.vacancies.api import ROUTERS
from services.vacancies.api.examples import EXAMPLES
from services.vacancies.handlers import HANDLERS
from services.vacancies.settings import VacanciesSettings, policy_of
from shared.http import build
from shared.http.examples import show
from shared.runtime import Service

SERVICE = Service("vacancies", HANDLERS, store, VacanciesSettings, policy_of)

app = build(SERVICE, ROUTERS, about="Vacantes, cupos y colocaciones de la Mesa Territorial.")
show(app, EXAMPLES)
