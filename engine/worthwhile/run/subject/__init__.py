"""One subject: a plan printed as plain Python, twice, and compiled. No numpy and no Arrow in it.

The fast function takes it that nothing is missing and everything is regular, and raises where it is not. The
careful one carries missing values as None, with the meaning that the columns have. Where something is due to
be said, neither answers, and the subject is asked as a table of one row, whose findings have the words.
"""
