"""Doors for programs: an agent by MCP, anything by HTTP; each over the same operations."""
