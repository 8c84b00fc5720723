from . import portal, portal_documents, portal_service, process, recordings, webhooks
from . import (
    portal,
    portal_questionnaire,
    portal_service,
    process,
    recordings,
    webhooks,
)
