from . import works
from . import documents
