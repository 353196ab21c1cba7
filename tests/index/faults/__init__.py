"""What the fault tests run in a process of their own: writers that are killed, failed and starved, and what is left.

    python -m tests.index.faults kills FOLDER COUNT SEED

Everything is loaded once; each writer and each look at what it left is a fork of it, so that a thousand take minutes. A
fork's word is its exit code, or lines on a pipe. The report is one line of JSON on stdout.
"""
