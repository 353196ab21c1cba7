"""Measuring the answers: the evaluation room. So far, what they cost: `make bench`."""
