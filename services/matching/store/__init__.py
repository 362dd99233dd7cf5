"""All SQL of a batch of matching: what it loads, which timers have fired, what it changed."""

from services.matching.store.load import due, load
from services.matching.store.save import save

__all__ = ["due", "load", "save"]
