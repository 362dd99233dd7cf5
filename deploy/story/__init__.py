"""What happened, told in Spanish from the facts the services said: live from the bus, or afterwards."""

from deploy.story.read import Told, history
from deploy.story.tell import line

__all__ = ["Told", "history", "line"]
