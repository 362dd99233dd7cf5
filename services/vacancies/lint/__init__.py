"""The legal review of a vacancy before it is published: text that the law forbids, and what to write instead.

Pure: texts and terms in, flags out. Codes go to municipal systems; the Spanish is for the officer. The policy sets how
severe each code is; the defaults refuse what the law forbids and warn of what is only unwise.
"""

from services.vacancies.lint.flag import DEFAULTS, Flag, Severity
from services.vacancies.lint.look import Terms, look
from services.vacancies.lint.private import personal

__all__ = ["DEFAULTS", "Flag", "Severity", "Terms", "look", "personal"]
