"""Messages to phones: the program of an audience, its provider, and what people answer.

They go by the same ledger as mail (decision 28).
"""
