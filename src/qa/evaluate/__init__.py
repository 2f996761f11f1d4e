"""How well an index, or a reader, answers questions with known answers."""
