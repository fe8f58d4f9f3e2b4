"""A county whose irregularities, and their innocent twins, arise where they would: in lists, office and bank.

``lists`` keeps what every list says from which moment on, ``plan`` what was planted, the modules ``in_…`` plant it,
``term`` leads the term through a real office, ``verdict`` compares what the report finds with what was planted.
"""
