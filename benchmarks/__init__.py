"""Benchmarks, run by hand: how good, how fast, how large, always against figures checked by separate code."""
