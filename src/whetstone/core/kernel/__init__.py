"""Words and laws every science shares: errors, ids, probability, verdicts, evidence."""
