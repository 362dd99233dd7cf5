"""Who may sign in at the officers' page, as an operator sets it up."""

from deploy.officers.table import OfficerTable

__all__ = ["OfficerTable"]
