"""Whether the records add up: within each service, and between what one has published and another has stored."""

from deploy.audit.run import Finding, audit

__all__ = ["Finding", "audit"]
