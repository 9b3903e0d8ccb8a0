"""What is measured, not asserted: `python -m benchmarks` prints every bar as a ratio against a reference of its run."""
