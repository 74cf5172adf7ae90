"""The handbook without Sphinx: records, catalogue, evidence and drawings."""
