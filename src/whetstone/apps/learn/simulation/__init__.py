"""A task run by the clock by one person: messages arrive, a log is written, then it is judged."""
