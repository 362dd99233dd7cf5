"""The published language of the Mesa: every fact and request that travels, with its wire name and topic."""
