"""The member communes: one TOML file each in the home, and the difference to what was published."""

from deploy.communes.table import CommuneChange, apply, difference, join

__all__ = ["CommuneChange", "apply", "difference", "join"]
