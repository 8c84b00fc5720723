from . import test_access
from . import test_install
from . import test_js
from . import test_performance
from . import test_tools
from . import test_tour
from .consent import (
    test_consent,
    test_preference,
    test_preference_page,
    test_stop,
)
from .segment import (
    test_contact,
    test_segment,
    test_segment_combination,
    test_segment_count,
    test_segment_criteria,
    test_segment_editor,
    test_segment_lists,
    test_segment_sharing,
    test_tour_segment,
)
from .export import (
    test_export,
    test_export_changed,
    test_export_queue,
    test_last_export,
)
from .calls import (
    test_call_access,
    test_call_handover,
    test_call_plan,
    test_call_request,
    test_call_results,
    test_call_tour,
    test_call_worklist,
    test_campaign,
    test_local_time,
)
from .mailchimp import (
    test_mailchimp_access,
    test_mailchimp_account,
    test_mailchimp_errors,
    test_mailchimp_sync,
    test_mailchimp_tools,
    test_mailchimp_unsubscription,
)
from .mailing import (
    test_mailing,
)
from .load import (
    test_import_contact,
    test_import_expense,
    test_import_performance,
    test_import_rights,
    test_import_tools,
    test_import_tour,
    test_table_file,
)
from .cost import (
    test_cost,
)
