"""Models over HTTP, for programs in other languages: asked about one subject or a table, explained, described.

`answers` is what is said, as plain data; `openapi` describes it; `app` speaks HTTP, with starlette.
"""
