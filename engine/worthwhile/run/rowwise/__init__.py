"""A walk over rows as one loop of plain numbers, for a compiler that makes machine code of it.

The kernel computes a row after the other, in the words of the fast function of one subject, and says of
which rows it does not know: a value is missing, a result is not finite, a condition does not hold. Those
the interpreter walks once more, as it does for block programs. The compiler comes from outside: nothing here
knows which one it is.
"""
