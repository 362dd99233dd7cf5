"""Whether the books balance: within each service, and between what one says and another keeps."""

from deploy.audit.run import Finding, audit

__all__ = ["Finding", "audit"]
