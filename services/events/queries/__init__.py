"""Every SELECT of events that answers a person, with what it answers."""
