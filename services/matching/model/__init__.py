"""Seekers, copies of vacancies, proposals and disclosures, and the rules about them: immutable and pure."""
