"""Breaks a stack of its own while it is asked, and then proves from its topics and tables that nothing was lost."""
