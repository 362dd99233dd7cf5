"""What officers, communes with systems of their own and the clock ask of matching: one room for each thing."""
