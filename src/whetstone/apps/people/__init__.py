"""People, workspaces, working patterns, consent and audit."""
