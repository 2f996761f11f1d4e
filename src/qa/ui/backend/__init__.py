"""The library and the index folder, on threads of their own."""
