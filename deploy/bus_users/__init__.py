"""Who may speak and listen on a bus with logins: one user for each service, two for each commune, and their rules."""

from deploy.bus_users.home import HomeUsers, users_of
from deploy.bus_users.rules import BusUser, user_of_service, users_of_commune

__all__ = ["BusUser", "HomeUsers", "user_of_service", "users_of", "users_of_commune"]
