"""What the pages that matter cost.

CPU time beside a calibration loop, queries, bytes of a first visit.
"""
