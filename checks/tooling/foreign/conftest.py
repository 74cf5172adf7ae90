"""Keeps these tests for `nox -s probes`, which has what they need and takes no conftest."""

collect_ignore_glob = ["test_*.py"]
