"""What happened, told in Spanish from the facts the services said: live from the bus, or afterwards."""

from deploy.story.read import StoryLine, history
from deploy.story.tell import line

__all__ = ["StoryLine", "history", "line"]
