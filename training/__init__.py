"""Training of the shipped reader: scripts for whoever makes it again; no part of the package."""
