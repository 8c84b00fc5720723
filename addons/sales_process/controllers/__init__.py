from . import (
    portal,
    portal_questionnaire,
    portal_service,
    process,
    recordings,
    webhooks,
)
