"""Columns that no field is for and that say of a child that it has left: each such cell counts as if in its 备注.

So do those that say that a child has left the dormitory (退宿时间), and of an account that it is closed (卡状态 注销).

Nobody who fills in 异动原因 or 去向 thinks that it might not be read. What a cell says is weighed where remarks are:
a child of whom it says that it has left is held and asked about, never paid as if nothing stood there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.intake.cells import text_of
from aid_ledger.intake.commented_rows import PARTED, REMARK
from aid_ledger.intake.denied_columns import turned_down
from aid_ledger.intake.tables import Column, column_index
from aid_ledger.intake.told import Told
from aid_ledger.intake.totals import Body
from aid_ledger.intake.vocabulary import code_of

_KINDS = frozenset({"roster", "applications", "boarders", "accounts"})
_HEADER = re.compile("离校|退学|辍学|转出|转走|转往|流失|休学|去向|(?:异动|变动|离开)(?:原因|说明)")
_NO_LEAVING = re.compile("风险|次数|史$|证明|意愿|是否曾|曾经|来源|生源|入学|转入|插班")
_DORMITORY = re.compile("退宿|退住|离宿")
_CELL = re.compile(
    "退宿|退住|离宿|转出|转走|转学|转校|转[往到至去]|休学|退学|辍学|流失|离校|不在校|未到校|死亡|病故|去世"
)
_ACCOUNT_CELL = re.compile(
    "注销|销户|挂失|冻结|停用|作废|失效|不符|异常|止付|睡眠|不动户|只收不付|不存在|有误|错误|查无|无此|未激活|停止"
)
_FIT_ACCOUNT = re.compile("是否(?:有效|正常|可用|存在|一致|相符)")
_STAYS = re.compile(r"^(?:无[异误]常?|在校|在读|在园|本校|正常|升学|未.*|没有.*|不.*|[-—/\\.0]+)$")
LONGEST = 40
_STR = pd.StringDtype("pyarrow", na_value=np.nan)


def of_leaving(header: str) -> bool:
    """Tell whether a filled cell under a header says that a child has left, whatever stands in it.

    >>> of_leaving("去向"), of_leaving("异动原因"), of_leaving("是否有辍学风险"), of_leaving("家庭住址")
    (True, True, False, False)
    """
    return bool(_HEADER.search(header)) and not _NO_LEAVING.search(header)


def say_leaving(frame: pd.DataFrame, body: Body, columns: Sequence[Column], kind: str, told: Told) -> None:
    """Put into ``remark`` what cells without a field say of having left: ``“去向”一列：广东``.

    Args:
        frame: the data rows, in the order of the sheet.
        body: the cells below the header, and which rows are data.
        columns: all with a header.
        kind: of the list: of pupils, or of accounts.
        told: what a person said: a column that they left out says nothing.
    """
    if kind not in _KINDS:
        return
    own: npt.NDArray[np.object_] | None = None
    for column in columns:
        used = column.field and not (kind == "accounts" and column.field.startswith("standing"))
        if used or told.field_of(column.letter, column.header) is not None:
            continue
        for place, text in filled_cells(body, column, _teller(column.header, kind)):
            if own is None:
                own = frame[REMARK].to_numpy(dtype=object, copy=True) if REMARK in frame else _blank(len(frame))
            own[place] = PARTED.join(filter(None, (own[place], f"“{column.header}”一列：{text}")))
    if own is not None:
        frame[REMARK] = pd.array(own.tolist(), dtype=_STR)


def filled_cells(body: Body, column: Column, tell: Callable[[str], str]) -> Iterator[tuple[int, str]]:
    """Yield the data rows, by their place among them, with what ``tell`` makes of the cell's text, blanks left out.

    Each distinct cell is asked about once: there are few, or none of them says anything.
    """
    index = column_index(column.letter) - body.first_column + 1
    texts = {cell: "".join(text_of(cell).split()) for cell in set(map(itemgetter(index), body.rows))}
    says = {cell: told for cell, text in texts.items() if text and len(text) <= LONGEST and (told := tell(text))}
    if not says:
        return
    for place, at in enumerate(np.flatnonzero(body.data).tolist()):
        if told := says.get(body.rows[at][index], ""):
            yield place, told


def _teller(header: str, kind: str) -> Callable[[str], str]:
    """Return what gives the text of a cell under a header where it says so, else a blank.

    An application may have been turned down, too; an account may be closed.
    """
    always = kind != "accounts" and (of_leaving(header) or bool(_DORMITORY.search(header)))
    always |= kind == "accounts" and bool(_FIT_ACCOUNT.search(header))
    says, elsewhere = (_ACCOUNT_CELL, False) if kind == "accounts" else (_CELL, bool(_NO_LEAVING.search(header)))

    def tell(text: str) -> str:
        if kind == "applications" and turned_down(header, text):
            return text
        if not always and (elsewhere or not says.search(text)):  # nearly all cells
            return ""
        no = code_of("yes_no", text) == NO
        if kind == "accounts" and always:
            return text if no else ""
        return "" if no or _STAYS.match(text) else text

    return tell


def _blank(count: int) -> npt.NDArray[np.object_]:
    return np.full(count, "", dtype=object)


NO = code_of("yes_no", "否")
