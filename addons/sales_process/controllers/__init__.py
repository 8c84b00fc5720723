from . import portal, process, recordings, webhooks
