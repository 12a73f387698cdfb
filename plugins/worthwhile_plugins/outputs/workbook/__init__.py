"""A model as the sheets of a workbook.

``laying`` gives names their places in cells, which ``places`` knows, ``formulas`` says how each cell comes about, with
``curves`` and ``rules`` for tables and rows of tests, and ``sheets`` writes it all.
"""
