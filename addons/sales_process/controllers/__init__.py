from . import (
    portal,
    portal_documents,
    portal_questionnaire,
    portal_service,
    process,
    recordings,
    webhooks,
)
