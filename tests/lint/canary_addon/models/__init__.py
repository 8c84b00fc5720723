from . import canary
