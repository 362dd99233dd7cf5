"""Who sits at the table: one TOML file a commune in the home, and the difference to what the bus knows."""

from deploy.communes.table import Change, apply, difference, join

__all__ = ["Change", "apply", "difference", "join"]
