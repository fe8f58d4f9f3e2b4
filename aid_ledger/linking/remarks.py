"""What a 备注, or a comment on a cell that counts as one, says of a child: that it has left, where it studies.

What a column that no field is for says of having left stands in the remark too, with the header (去向, 异动原因).
A remark is read sentence by sentence (3月转走，去外省): one that says that somebody has left, and nothing more, is
of the child in whose row it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.intake import of_leaving, turned_down, vocabulary
from aid_ledger.linking.rows import REGISTERS, ROSTER

Mask = npt.NDArray[np.bool_]
ELSEWHERE = "县外|省外|市外|外地|外省"
"""What a register says of a child who studies outside the county."""
NO_POLICY = "不享受"
_SENTENCES = re.compile(r"[，,。；;！!：:\n]")
_BEFORE = r"(?:已|现|本学期|本期|[\d年月日.\-/])*"
_LEFT = re.compile(
    rf"^{_BEFORE}"
    r"(?:转出|转走|转学|转校|转[学校出走]?[往到至去](?!.*(?:我|本校|本班|本园|这|此)).{0,20}"
    r"|休学|退学|辍学|流失|不在校|未到校)[了走]?$"
)
_MAY_BE_OF_KIN = re.compile(rf"^{_BEFORE}(?:死亡|病故|去世|外出务工)[了]?$")
_SPEAKS = re.compile("转|学|辍|流|死|病|去世|校|外出|一列：")
_OF_COLUMN = re.compile("“([^“”]+)”一列：([^；]*)")
_KIN = re.compile("[父母爸妈爷奶公婆兄弟姐妹哥叔伯姑舅姨]|家长|监护人|户主")


def remarks_say_left(remarks: pd.Series[str]) -> Mask:
    """Tell which remarks say that a child has left: in a sentence of its own, since a longer one may mean another.

    Of a death and of work elsewhere only where nobody of the family was spoken of before.
    """
    return _each(remarks, _says_left)


def names_say_left(remarks: pd.Series[str]) -> Mask:
    """Tell which remarks behind a name hold a status word of somebody who is not, or perhaps not, at school."""
    here = {value_code("status", "school"), value_code("status", "home")}
    words = [word for word, code in vocabulary("status").codes.items() if code not in here and not word.isdigit()]
    words.remove("其他")  # says nothing about being at school when it stands in a remark
    return _each(remarks, lambda remark: any(word in remark for word in words))


def remarks_decide(remarks: pd.Series[str], kind: str) -> Mask:
    """Tell which remarks in a list of a kind say something that is used."""
    if kind in ROSTER:
        return remarks_say_left(remarks)
    if kind not in REGISTERS:
        return np.zeros(len(remarks), dtype=np.bool_)
    words = f"{ELSEWHERE}|{NO_POLICY}" if kind == "filed-poor" else ELSEWHERE
    return np.asarray(remarks.str.contains(words), dtype=np.bool_)


def _says_left(remark: str) -> bool:
    if not _SPEAKS.search(remark):  # nearly all remarks
        return False
    if any(of_leaving(header) or turned_down(header, text) for header, text in _OF_COLUMN.findall(remark)):
        return True
    of_kin = False
    for sentence in _SENTENCES.split("".join(remark.split())):
        if _LEFT.match(sentence) or (not of_kin and _MAY_BE_OF_KIN.match(sentence)):
            return True
        of_kin = of_kin or bool(_KIN.search(sentence))
    return False


def _each(texts: pd.Series[str], says: Callable[[str], bool]) -> Mask:
    """Ask once of each distinct text."""
    index, distinct = pd.factorize(texts)
    marks: Mask = np.array([*(says(str(text)) for text in distinct), False], dtype=np.bool_)[index]
    return marks
