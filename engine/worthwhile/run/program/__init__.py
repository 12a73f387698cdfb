"""Block programs: a walk over rows written out as numpy, for rows in which nothing is missing.

A program assumes that every value is there, every number finite and every condition met; then flags
are true or false, sums leave nothing out, and each step is one call of numpy into a buffer. It looks
at just enough values to know in which rows that is so. The others, the odd rows, are walked once more
by the interpreter (`worthwhile.run.block`), which knows what missing values mean and what is to be
said of them; it is the reference for all rows.

=============  =======================================================
writing        a walk as lines: one for each step
grid           rows of tests as a table over the cells between limits
looking        which values have to be looked at
rooms          which buffer each value lies in
printing       the lines as the text of a Python function
walking        the function carried out over blocks, on threads
=============  =======================================================
"""
