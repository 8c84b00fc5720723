from . import marketing_consent
