"""Pytest glue: one property run against both modules, its verdicts kept as evidence."""
