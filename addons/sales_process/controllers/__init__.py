from . import portal, recordings, webhooks
