"""How good and how quick adaptive measurement is: `python -m benchmarks.adaptive [--quick]`."""
