"""Measuring the reader alone: which sentence it puts first, what it refuses, how fast it is."""
