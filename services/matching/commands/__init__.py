"""The commands of officers, of communes with systems of their own and of the clock, and what they share."""
