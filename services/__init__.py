"""What the Mesa does: four services that never import each other."""
