from . import equipment_work_act
