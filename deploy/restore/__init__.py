"""After the database came back from an older copy: what the lost time had said, and books that never say it again."""

from deploy.restore.books import AlreadyHeardError, write_off
from deploy.restore.lost import LostFact, LostTime, read_lost_time

__all__ = ["AlreadyHeardError", "LostFact", "LostTime", "read_lost_time", "write_off"]
