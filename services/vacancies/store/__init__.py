"""All SQL of vacancies: what a batch loads, what is due, what a batch changed."""

from services.vacancies.store.load import due, load
from services.vacancies.store.save import save

__all__ = ["due", "load", "save"]
