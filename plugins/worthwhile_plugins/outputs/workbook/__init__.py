"""A model as the sheets of a workbook: ``places`` lays names out in cells, ``formulas`` says how each cell comes about,
``curves`` and ``rules`` how tables and rows of tests are written there, ``sheets`` writes it all.
"""
