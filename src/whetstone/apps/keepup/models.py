"""Keep up holds no rows of its own: the ledger is the field's, refreshers are learn's."""
