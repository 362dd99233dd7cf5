"""The reads of matching for people: every SELECT that answers a request, with the model of its answer."""
