"""The built site in a browser: what it must keep to, measured on every page."""
