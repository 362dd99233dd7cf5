"""The contribution record, months later: which declared placements it bears out. No RUT leaves this process."""

from deploy.contributions.file import ContributionRow, read_lines
from deploy.contributions.run import ContributionReport, verify_all

__all__ = ["ContributionReport", "ContributionRow", "read_lines", "verify_all"]
