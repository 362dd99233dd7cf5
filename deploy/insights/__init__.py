"""What the books say over a period: the reasons, and how long employers waited. Read from them, and as tables."""

from deploy.insights.read import PeriodFigures, told
from deploy.insights.tables import show

__all__ = ["PeriodFigures", "show", "told"]
