"""The development environment: everything behind ``make``.

Standard library only, one job a module; ``tools/dev.py`` chooses the command.
Whatever is made is made under a temporary name and renamed when complete, or
carries a stamp written last: a run may be killed at any moment, the next one
recovers.
"""
