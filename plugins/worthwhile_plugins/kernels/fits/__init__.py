"""What fits estimate with, and what their members compute; read when a model is run."""
