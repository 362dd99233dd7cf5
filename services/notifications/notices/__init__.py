"""What each office is told: a notice of each fact that concerns it, in plain Spanish."""
