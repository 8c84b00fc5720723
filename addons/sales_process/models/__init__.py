# The rooms, in the order in which a deal walks through them: a room imports only
# from rooms before it.
from . import intake
from . import process
from . import supply
from . import works
from . import documents
from . import control
