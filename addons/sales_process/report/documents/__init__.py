from . import sales_questionnaire
