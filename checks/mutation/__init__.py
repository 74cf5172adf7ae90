"""Mutation testing: mistakes are put into each good.py, and its checks have to notice them."""
