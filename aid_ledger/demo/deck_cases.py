"""The sixty students of the test deck, each with what they must get: worked out by hand, not by the rules.

A case says where the child is, what each list says, and the answer. Amounts are words (``boards``, ``grant-2`` …) whose
yuan :func:`yuan_of` knows for the terms and packs that the deck is made for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from aid_ledger.terms import Term

FIRST, LAST = Term(2021, 1), Term(2024, 1)
"""The terms whose answers were worked out."""
PACKS: Final = (("national",), ("national", "city-b"), ("national", "county-a"))
"""The packs whose answers were worked out."""
_RISE = Term(2024, 0)
SENIOR_FEE, CARE_FEE = 800, 600

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """One student.

    ``roster``: cells of the roster that are not the usual ones; ``lists``: kind of list and cells beside the usual;
    ``gets``: words of amounts; ``outcome`` and ``reason`` of the roster row where nothing is got.
    """

    what: str
    stage: str
    roster: Cells = field(default_factory=dict)
    lists: tuple[tuple[str, Cells], ...] = ()
    gets: tuple[str, ...] = ()
    outcome: str = ""
    reason: str = ""
    school: str = ""
    slip: str = ""  # what is spoiled in identity: see deck_files


def yuan_of(word: str, stage: str, term: Term, packs: tuple[str, ...]) -> float:
    """Return what an amount is in yuan in a term; 0 where the packs give none."""
    later = term >= _RISE
    if word == "boards":
        return {"小学": (500, 625), "初中": (625, 750)}[stage][later]
    if word == "day":
        return {"小学": (250, 312.5), "初中": (312.5, 375)}[stage][later]
    local = "county-a" if "county-a" in packs else "city-b" if "city-b" in packs else ""
    grants = {"city-b": {"grant-1": 1500, "grant-2": 1000, "grant-3": 500}, "county-a": dict.fromkeys(GRANTS, 1000)}
    return {
        **dict.fromkeys(GRANTS, 0), **grants.get(local, {}),
        "fee": SENIOR_FEE, "fee-widened": SENIOR_FEE if local == "city-b" else 0,
        "vocational": 1000, "vocational-fee": 425 if local == "county-a" else 1000, "yulu": 1500,
        "kindergarten": 750, "care-fee": CARE_FEE if local == "city-b" else 0,
    }[word]  # fmt: skip


GRANTS = ("grant-1", "grant-2", "grant-3")
PROGRAMME_OF: Final = {
    "boards": "boarding-living", "day": "nonboarding-living", **dict.fromkeys(GRANTS, "senior-grant"),
    "fee": "senior-fee-waiver", "fee-widened": "senior-fee-waiver", "vocational": "vocational-grant",
    "vocational-fee": "vocational-fee-waiver", "yulu": "yulu", "kindergarten": "preschool-aid",
    "care-fee": "preschool-fee-waiver",
}  # fmt: skip
_DAY = {"就读方式": "走读"}
_P, _J, _S, _V, _K = "小学", "初中", "普通高中", "中职", "学前"
_FILED: tuple[str, Cells] = ("filed-poor", {"脱贫属性": "脱贫户(享受政策)"})
_RISK = {"风险是否消除": "否"}


def _hardship(word: str) -> tuple[str, Cells]:
    return "hardship", {"困难类型": word}


def _monitored(word: str, **more: str) -> tuple[str, Cells]:
    return "monitored", {"监测对象类别": word, **_RISK, **more}


def _recognised(level: str, **more: str) -> tuple[str, Cells]:
    return "recognised", {"困难等级": level, **more}


def cases(term: Term) -> tuple[Case, ...]:
    """Return the sixty cases of a term; dates lie around its reference day."""
    day = term.reference_day

    def on(days: int) -> str:
        return _text(day + timedelta(days=days))

    return (
        # every hardship, at a boarding school
        Case("脱贫户，寄宿", _P, lists=(_FILED,), gets=("boards",)),
        Case("脱贫不稳定户，风险未消除，寄宿", _P, lists=(_monitored("脱贫不稳定户"),), gets=("boards",)),
        Case("边缘易致贫户，风险未消除，寄宿", _P, lists=(_monitored("边缘易致贫户"),), gets=("boards",)),
        Case("突发严重困难户，风险未消除，寄宿", _P, lists=(_monitored("突发严重困难户"),), gets=("boards",)),
        Case("农村低保，寄宿", _P, lists=(("rural-allowance", {}),), gets=("boards",)),
        Case("城镇低保，寄宿", _P, lists=(("urban-allowance", {}),), gets=("boards",)),
        Case("农村特困，寄宿", _P, lists=(("destitute", {"特困类别": "农村特困"}),), gets=("boards",)),
        Case("城市特困，寄宿", _P, lists=(("destitute", {"特困类别": "城市特困"}),), gets=("boards",)),
        Case("孤儿，寄宿", _P, lists=(("orphans", {"儿童类别": "孤儿"}),), gets=("boards",)),
        Case("事实无人抚养儿童，寄宿", _P, lists=(("orphans", {"儿童类别": "事实无人抚养儿童"}),), gets=("boards",)),
        Case("残疾学生，寄宿", _P, lists=(("disabled", {}),), gets=("boards",)),
        Case("烈士子女，寄宿", _P, lists=(("martyrs", {}),), gets=("boards",)),
        Case("学校认定特别困难，寄宿", _P, lists=(_recognised("特别困难"),), gets=("boards",)),
        Case("学校认定一般困难，寄宿", _J, lists=(_recognised("一般困难"),), gets=("boards",)),
        Case("低保边缘，寄宿", _J, lists=(_hardship("低保边缘"),), gets=("boards",)),
        Case("残疾人子女，寄宿", _J, lists=(_hardship("残疾人子女"),), gets=("boards",)),
        Case("困难职工子女，寄宿", _J, lists=(_hardship("困难职工子女"),), gets=("boards",)),
        Case("支出型困难，寄宿", _J, lists=(_hardship("支出型困难"),), gets=("boards",)),
        Case("两份名单里都有，寄宿：只发一次", _J, lists=(_FILED, ("rural-allowance", {})), gets=("boards",)),
        Case("哪份名单里都没有，寄宿", _J, outcome="not-entitled"),
        Case("脱贫户(不享受政策)，别无其他，寄宿", _P, lists=(("filed-poor", {"脱贫属性": "脱贫户(不享受政策)"}),),
             outcome="not-entitled"),
        # day students: four classes only
        Case("脱贫户，走读", _P, _DAY, (_FILED,), ("day",)),
        Case("农村低保，走读", _J, _DAY, (("rural-allowance", {}),), ("day",)),
        Case("城镇低保，走读：不在四类之内", _J, _DAY, (("urban-allowance", {}),), outcome="not-entitled"),
        Case("脱贫不稳定户，走读：也算脱贫户", _P, _DAY, (_monitored("脱贫不稳定户"),), ("day",)),
        Case("边缘易致贫户，走读：不在四类之内", _P, _DAY, (_monitored("边缘易致贫户"),), outcome="not-entitled"),
        Case("残疾学生，走读", _P, _DAY, (("disabled", {}),), ("day",)),
        Case("农村特困，走读", _J, _DAY, (("destitute", {"特困类别": "农村特困"}),), ("day",)),
        Case("孤儿，走读：不在四类之内", _P, _DAY, (("orphans", {"儿童类别": "孤儿"}),), outcome="not-entitled"),
        Case("学校认定困难，走读：不在四类之内", _J, _DAY, (_recognised("困难"),), outcome="not-entitled"),
        # days: in force on the reference day, or begun later in the term
        Case("突发严重困难户，认定日前已消除风险", _P, lists=(_monitored("突发严重困难户", 风险是否消除="是",
             风险消除时间=on(-30)),), outcome="not-entitled"),
        Case("突发严重困难户，认定日当天消除风险", _P, lists=(_monitored("突发严重困难户", 风险是否消除="是",
             风险消除时间=on(0)),), outcome="not-entitled"),
        Case("突发严重困难户，认定日第二天消除风险", _P, lists=(_monitored("突发严重困难户", 风险是否消除="是",
             风险消除时间=on(1)),), gets=("boards",)),
        Case("学校认定，认定日以后、学期以内", _P, lists=(_recognised("困难", 认定时间=on(42)),), gets=("boards",)),
        Case("农村低保，认定日前已停保", _P, lists=(("rural-allowance", {"停保时间": on(-10)}),),
             outcome="not-entitled"),
        Case("孤儿，认定日以后退出", _P, lists=(("orphans", {"儿童类别": "孤儿", "退出时间": on(5)}),),
             gets=("boards",)),
        # at school on the reference day?
        Case("脱贫户，认定日前休学", _P, {"学生状态": "休学", "异动日期": on(-20)}, (_FILED,),
             outcome="not-at-school", reason="not-at-school"),
        Case("脱贫户，认定日以后转出：本学期照发", _P, {"学生状态": "转出", "异动日期": on(20)}, (_FILED,),
             ("boards",)),
        Case("脱贫户，退学，没有日期，从没发过", _J, {"学生状态": "退学"}, (_FILED,), outcome="not-at-school",
             reason="not-at-school"),
        Case("残疾学生，送教上门", _P, {"学生状态": "送教上门", **_DAY}, (("disabled", {}),), ("day",)),
        Case("脱贫户，人籍分离：要人来定", _P, {"学生状态": "人籍分离"}, (_FILED,), outcome="held",
             reason="status-unknown"),
        Case("脱贫户，认定日以后从外县转来：要人来定", _P, {"转入日期": on(15)}, (_FILED,), outcome="held",
             reason="came-after-reference-day"),
        # who is it?
        Case("脱贫户，名册里身份证号错一位：要人来定", _P, lists=(_FILED,), outcome="held", reason="id-invalid",
             slip="wrong-digit"),
        Case("脱贫户，名册里身份证号空着，学籍号可靠、姓名相同", _P, lists=(_FILED,), gets=("boards",),
             slip="student-number-only"),
        Case("脱贫户，身份证号和学籍号都空着：要人来定", _P, lists=(_FILED,), outcome="held", reason="no-identity",
             slip="no-number"),
        Case("脱贫户，名单里姓名中间有空格", _P, lists=(_FILED,), gets=("boards",), slip="spaced-name"),
        Case("脱贫户，名单里同号不同名：要人来定", _P, lists=(_FILED,), outcome="held", reason="name-conflict",
             slip="other-name"),
        Case("脱贫户，两所学校都有、都在读：要人来定", _P, lists=(_FILED,), outcome="held",
             reason="listed-by-two-schools", slip="two-schools"),
        Case("脱贫户，名册里同一行写了两遍：只发一次", _P, lists=(_FILED,), gets=("boards",), slip="row-twice"),
        Case("脱贫户，没有账号：应发，付款等账号", _P, {"账号": "", "户名": "", "开户行": ""}, (_FILED,), ("boards",)),
        # boarding not said
        Case("脱贫户，就读方式空着：要人来定", _P, {"就读方式": ""}, (_FILED,), outcome="held",
             reason="boarding-unknown"),
        # senior high schools
        Case("普通高中，脱贫户", _S, _DAY, (_FILED,), ("grant-1", "fee")),
        Case("普通高中，烈士子女", _S, _DAY, (("martyrs", {}),), ("grant-2", "fee-widened")),
        Case("民办高中，城镇低保：免学费以公办标准为限", _S, _DAY, (("urban-allowance", {}),),
             ("grant-2", "fee-widened"), school="private"),
        # vocational schools
        Case("中职二年级，脱贫户", _V, {"年级": "中职二年级", **_DAY}, (_FILED,),
             ("vocational", "vocational-fee", "yulu")),
        Case("中职三年级，脱贫户：没有国家助学金", _V, {"年级": "中职三年级", **_DAY}, (_FILED,),
             ("vocational-fee", "yulu")),
        Case("中职一年级，城镇低保，舞蹈表演：不免学费", _V, {"专业名称": "舞蹈表演", "户口性质": "非农业", **_DAY},
             (("urban-allowance", {}),), ("vocational",)),
        Case("中职一年级，涉农专业，没有困难", _V, {"专业名称": "现代农艺技术", "是否涉农专业": "是",
             "户口性质": "非农业", **_DAY}, (), ("vocational", "vocational-fee")),
        # kindergartens
        Case("公办普惠幼儿园，农村低保", _K, _DAY, (("rural-allowance", {}),), ("kindergarten", "care-fee")),
        Case("民办非普惠幼儿园，脱贫户", _K, _DAY, (_FILED,), outcome="not-entitled", school="private"),
    )  # fmt: skip


def _text(day: date) -> str:
    return day.isoformat()
