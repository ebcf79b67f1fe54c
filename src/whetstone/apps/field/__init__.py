"""The framework, editions, the ledger of claims and changes, notices."""
