from . import portal, webhooks
