"""Ground: strings in, strings out."""
