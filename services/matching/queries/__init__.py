"""What matching answers to a person: every SELECT that is read from outside, with the model of its answer."""
