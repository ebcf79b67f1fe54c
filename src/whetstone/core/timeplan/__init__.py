"""Learning inside paid hours: free slots, minutes needed, and where a block goes."""
