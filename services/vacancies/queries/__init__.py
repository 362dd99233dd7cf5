"""Every SELECT that answers a person, with the model of its answer."""
