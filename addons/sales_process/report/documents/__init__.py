from . import reconciliation_statement
