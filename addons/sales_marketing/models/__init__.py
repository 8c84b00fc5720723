# in the order in which a room needs those before it
from . import consent
from . import segment
from . import export
from . import calls
from . import mailchimp
from . import mailing
from . import load
from . import cost
