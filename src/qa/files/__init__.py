"""Which files there are, under which names, changed or not."""
