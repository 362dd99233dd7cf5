"""The legal review of a vacancy before it is published: what it says that the law forbids, and what to say instead.

Pure: texts and terms in, flags out. Codes travel to municipal systems; the Spanish is for the officer. How severe each
code is, is configuration (policy); the defaults refuse what the law forbids and warn of what is only unwise.
"""

from services.vacancies.lint.flag import DEFAULTS, Flag, Severity
from services.vacancies.lint.look import Terms, look
from services.vacancies.lint.private import personal

__all__ = ["DEFAULTS", "Flag", "Severity", "Terms", "look", "personal"]
