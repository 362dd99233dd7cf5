"""The contribution record, months later: which declared placements it bears out. No RUT leaves this process."""

from deploy.contributions.file import Line, read_lines
from deploy.contributions.run import Report, verify_all

__all__ = ["Line", "Report", "read_lines", "verify_all"]
