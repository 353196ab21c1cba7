"""Readers, one a format: bytes -> what stands in them. `loading` decides which one reads a file.

Involved formats are read in a process of their own: `confining` starts it, `worker` is it.
"""
