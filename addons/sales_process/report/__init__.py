from . import works
