from . import preferences
from . import export
from . import marketing_import
