"""What the officers' page shows, kept from facts alone: matters, what waits for whom, figures, history."""
