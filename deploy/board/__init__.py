"""The board made anew from what the services said, and compared with what its tables hold."""

from deploy.board.rebuild import Compared, Rebuilt, Source, compare, rebuild
from deploy.board.said import from_bus, from_outboxes

__all__ = ["Compared", "Rebuilt", "Source", "compare", "from_bus", "from_outboxes", "rebuild"]
