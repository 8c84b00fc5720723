from . import portal, portal_documents, portal_service, process, recordings, webhooks
