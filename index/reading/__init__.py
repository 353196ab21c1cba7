"""Readers, one a format: bytes -> what stands in them. Which one reads a file is decided by its name and checked by
its first bytes; the readers of involved formats run in a process of their own (`confining`).
"""
