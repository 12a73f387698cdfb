"""What the shipped functions and aggregates compute with: whole columns, on numpy.

Nothing here is read before a model is run: the functions name their kernels, the engine finds them.
"""
