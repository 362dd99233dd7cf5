"""The figures of a period: reasons counted, and how long employers waited. Read from the databases, shown as tables."""

from deploy.insights.read import PeriodFigures, told
from deploy.insights.tables import show

__all__ = ["PeriodFigures", "show", "told"]
