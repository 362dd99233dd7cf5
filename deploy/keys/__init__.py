"""Access keys as operators handle them: in the tables of all services, and in the files of a home."""

from deploy.keys.home import HomeKeys
from deploy.keys.table import KeyRow, KeyTable

__all__ = ["HomeKeys", "KeyRow", "KeyTable"]
