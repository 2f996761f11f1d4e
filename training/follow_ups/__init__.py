"""How the weights of `qa/converse/antecedents.json` were fitted."""
