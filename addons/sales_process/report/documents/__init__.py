from . import basis_form
from . import act_form
from . import equipment_work_act
from . import completion_act
from . import certification_request
from . import issue_note_rows
from . import issue_note
from . import goods_issue_note
