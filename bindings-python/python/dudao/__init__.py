"""dudao 督导: judges schools, school alliances and inspectors against written policy.

>>> import dudao
>>> pack = dudao.Pack.load("fenghua-2019")
>>> report = pack.evaluate({"schools": [], "terms": []}, as_of="2021-09-01")
>>> len(report)
0
"""

from dudao import errors
from dudao._dudao import Coverage, Dataset, Diagnostic, Explanation, Finding, Form, Pack, Report, Table, TestReport, packs, statuses
from dudao.errors import DataError, DudaoError, OptionError, PackError

__all__ = [
    "Coverage",
    "DataError",
    "Dataset",
    "Diagnostic",
    "DudaoError",
    "Explanation",
    "Finding",
    "Form",
    "OptionError",
    "Pack",
    "PackError",
    "Report",
    "Table",
    "TestReport",
    "errors",
    "packs",
    "statuses",
]
