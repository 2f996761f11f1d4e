"""The one screen: conversation left, source right."""
