"""Who may sign in at the page, with a password or a link, and their sessions."""
