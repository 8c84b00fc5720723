from . import (
    test_access,
    test_campaign,
    test_consent,
    test_cost,
    test_export,
    test_install,
    test_performance,
    test_segment,
    test_table_file,
    test_tools,
    test_tour,
)
