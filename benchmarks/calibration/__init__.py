"""How fast, how small and how true is a calibration? `python -m benchmarks.calibration`."""
