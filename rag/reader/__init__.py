"""The reader: which sentence answers a question, and whether any does."""
