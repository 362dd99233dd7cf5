"""The SQL of a batch of events. Who changes the agenda waits for others who do; votes and lists do not."""

from services.events.store.load import due, load
from services.events.store.save import save

__all__ = ["due", "load", "save"]
