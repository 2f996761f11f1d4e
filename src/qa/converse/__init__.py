"""A conversation: questions that lean on earlier ones, and questions about the documents."""
