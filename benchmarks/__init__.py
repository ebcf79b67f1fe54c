"""What the pages that matter cost: CPU time, queries, bytes of a first visit."""
