"""The index folder; all SQL is here."""
