"""What happened, written in Spanish from the facts that the services published: live from the bus, or afterwards."""

from deploy.story.read import StoryLine, history
from deploy.story.tell import line

__all__ = ["StoryLine", "history", "line"]
