"""Benchmarks: every figure beside a yardstick of the same run, never alone."""
