"""Instruments that show what concurrent code does; standard library only, usable anywhere."""
