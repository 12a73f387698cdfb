"""Data: tables that come in and go out, Arrow to columns and back."""
