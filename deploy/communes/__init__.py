"""Who sits at the table: one TOML file a commune in the home, and the difference to what the bus knows."""

from deploy.communes.table import CommuneChange, apply, difference, join

__all__ = ["CommuneChange", "apply", "difference", "join"]
