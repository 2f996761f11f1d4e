"""A number with its noun."""


def counted(number: int, noun: str = "document") -> str:
    """ "1 document", "79 passages"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
