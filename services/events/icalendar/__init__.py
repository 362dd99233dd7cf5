"""Calendars of others read as busy times alone, and our agenda written as iCalendar (RFC 5545)."""
