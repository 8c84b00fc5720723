from . import marketing_expense
