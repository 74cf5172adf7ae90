"""The handbook's machinery: a Sphinx extension over a Sphinx-free core."""
