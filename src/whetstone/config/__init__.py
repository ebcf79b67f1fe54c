"""Settings, addresses, commands, and the composition root."""
