"""The command line: a command is one file with its arguments and what it does."""
