from . import marketing_segment_mailing
