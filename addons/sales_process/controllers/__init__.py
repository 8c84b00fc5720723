from . import portal, portal_service, process, recordings, webhooks
