"""Exports of social networks: bytes in, rows in one shape out, with every fault named."""
