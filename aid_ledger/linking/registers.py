"""Register rows as memberships: which category a row gives, from when until when, and whether that counts.

A membership counts for a term when it is in force on the reference day, or begins after it and by the last day on which
one may join. ``until`` is the first day no longer in force.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import Category, value_code
from aid_ledger.intake import STANDINGS, marked, read_dates, read_words, unclear_tiers, unread_cells, vocabulary
from aid_ledger.linking.blank_levels import LEVEL_BLANK, blank_levels
from aid_ledger.linking.households import unfold
from aid_ledger.linking.remarks import ELSEWHERE, NO_POLICY
from aid_ledger.linking.rows import REGISTERS, Source, identify, stack
from aid_ledger.linking.student_facts import Settings

FIELDS = (
    "student_name", "id_no", "disability_no", "student_no", "household_no", "household_type", "out_of_poverty",
    "monitor_type", "risk_cleared", *STANDINGS, "identified_from", "left_on", "difficulty", "level", "dibao_type",
    "destitute_type", "rural_destitute", "urban_destitute", "orphan_type", "not_at_school",
    "studies_where", "remark", "town", "village",
    "account_no", "account_name", "bank", "school", "member",
)  # fmt: skip
_DECIDE = (
    "household_type", "out_of_poverty", "monitor_type", "risk_cleared", *STANDINGS, "difficulty", "level", "dibao_type",
    "destitute_type", "rural_destitute", "urban_destitute", "orphan_type",
)  # fmt: skip
NO_CATEGORY = "不属于"
"""What a person answers where a word or a type means none of the categories."""
Bits = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
WordCategory = Callable[[str], int | None]
"""Bits of the category that a word such as 城乡低保 or 残疾学生 means; none where the word is not known."""


def read_registers(sources: Sequence[Source], settings: Settings, category_of: WordCategory) -> pd.DataFrame:
    """Read every register row in use as a membership.

    Returns:
        The stacked rows, a row a member of each household (``member``: the field its ID stands in, ``""`` where the
        row is of one person), identified, with ``bits`` (categories, 0 where the row gives none), ``level`` (code; 0 a
        word that nobody knows) and ``level_word`` (that word),
        ``since, until`` (yyyymmdd, 0 open), ``on_day`` and ``in_term`` (whether it counts), ``reason`` (why it does
        not or cannot be judged: ``no-identity``, ``id-invalid``, ``id-run``, ``cell-unread``, ``category-unclear``,
        ``tier-unclear``, ``standing-unclear``, ``date-unreadable``, ``not-enjoying-policy``, ``risk-cleared``,
        ``not-yet-in-force``, ``no-longer-in-force``; ``level-blank``: would count, if it is one of who is recognised),
        ``elsewhere`` (the register says the child studies outside the county).
    """
    rows = stack([unfold(source) for source in sources], REGISTERS, FIELDS)
    own = rows["id_no"].where(rows["id_no"] != "", rows["disability_no"])
    damaged = rows["id_no_damaged"].where(rows["id_no"] != "", rows["disability_no_damaged"])
    rows = identify(rows.assign(id_no=own.astype("str"), id_no_damaged=damaged.astype(bool)))
    bits = np.zeros(len(rows), dtype=np.int64)
    reason = rows["id_reason"].to_numpy(dtype=object).copy()
    cells = pd.concat([rows[name] for name in _DECIDE], ignore_index=True)  # looked at in one go
    unread = unread_cells(cells).reshape(len(_DECIDE), len(rows)).any(axis=0)
    reason[unread & (reason == "")] = "cell-unread"
    for src in rows["src"].unique().tolist():
        index = np.flatnonzero(rows["src"] == src)
        source = sources[src]
        bits[index], why = _category_bits(source.kind, source, rows.iloc[index], category_of)
        typed = rows.iloc[index][["difficulty", "monitor_type", "destitute_type"]]
        none = (typed == NO_CATEGORY).any(axis=1).to_numpy(dtype=bool)
        bits[index], why = np.where(none, 0, bits[index]), np.where(none, "no-category", why)
        reason[index] = np.where(reason[index] == "", why, reason[index])
        why = _standing(source, rows.iloc[index])
        reason[index] = np.where(reason[index] == "", why, reason[index])
    level, blank = _levels(rows), blank_levels(sources, rows)
    rows = rows.assign(level=level, level_word=rows["level"].where(level == 0, ""))
    since, until = _span(rows)
    reason = np.where((reason == "") & ((since < 0) | (until < 0)), "date-unreadable", reason)
    day, last = _number(settings.reference_day), _number(settings.join_until)
    begun = since <= day
    on_day = begun & ((until <= 0) | (until > day))
    joins = (since > day) & (since <= last) & ((until <= 0) | (until > since))
    given = (bits != 0) & (reason == "")
    outside = np.where(since > last, "not-yet-in-force", "no-longer-in-force")
    reason = np.where((reason == "") & ~on_day & ~joins, outside, reason)
    reason = np.where(given & (reason == "") & blank, LEVEL_BLANK, reason)
    places = rows["studies_where"] + rows["not_at_school"] + rows["remark"]
    return rows.assign(
        bits=bits, since=since, until=until, on_day=on_day & given, in_term=(on_day | joins) & given, reason=reason,
        elsewhere=places.str.contains(ELSEWHERE).to_numpy(dtype=bool),
    )  # fmt: skip


def _levels(rows: pd.DataFrame) -> npt.NDArray[np.uint8]:
    """困难等级 of a list of 学校认定; a blank gives no level, a word that nobody knows is not known."""
    codes, blank, _ = read_words("level", rows["level"])
    of_none = blank | (rows["kind"] != "recognised").to_numpy()
    return np.where(of_none, value_code("level", "none"), codes).astype(np.uint8)


def _span(rows: pd.DataFrame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First day in force and first day no longer so, 0 where a row names none, -1 where it cannot be read.

    In a list of 脱贫户 the days of a household's *risk* do not bound its being 脱贫户.
    """
    since, until = read_dates(rows["identified_from"]).astype(np.int64), read_dates(rows["left_on"]).astype(np.int64)
    filed = (rows["kind"] == "filed-poor").to_numpy()
    at_risk = filed & (rows["monitor_type"] != "").to_numpy()
    return np.where(at_risk, 0, since), np.where(filed, 0, until)


def _standing(source: Source, rows: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return why a row no longer counts by what its list says of its standing: 停发, 注销, a word nobody knows.

    Of several columns any that says so ends it. Columns of one header that say both are as unclear as a word that
    nobody knows. What a person decided of the row stands alone. Where the day of leaving is given, it decides; but not
    in a list of 脱贫户, where such a day is that of a risk.
    """
    values = vocabulary("standing").values
    met: dict[str, tuple[Marks, Marks]] = {}
    nothing = np.zeros(len(rows), dtype=np.bool_)
    ended, unknown, torn = nothing, nothing, nothing
    decided: list[tuple[Marks, Marks, Marks]] = []
    for name in STANDINGS:
        header = source.table.header_of(name)
        codes, _, odd = read_words("standing", rows[name], header)
        stops, holds = codes == values.index("ended"), codes == values.index("in_force")
        stopped, held = met.get(header, (nothing, nothing))
        met[header] = (stopped | stops, held | holds)
        torn = torn | (stopped & holds) | (held & stops)
        ended, unknown = ended | stops, unknown | odd
        decided.append((_decided(source, rows, name), stops, odd))
    unclear = torn | (unknown & ~ended)
    for own, stops, odd in decided:
        ended, unclear = np.where(own, stops, ended), np.where(own, odd, unclear)
    if source.kind != "filed-poor":
        ended &= read_dates(rows["left_on"]) == 0
    return np.select([unclear, ended], ["standing-unclear", "no-longer-in-force"], "").astype(object)


def _decided(source: Source, rows: pd.DataFrame, name: str) -> Marks:
    """Tell in which rows of one source a person decided what the cell of a field is to say."""
    return np.array([(row, name) in source.corrected for row in rows["row"].tolist()], dtype=np.bool_)


def _number(day: object) -> int:
    return int(str(day).replace("-", ""))


def _category_bits(
    kind: str, source: Source, rows: pd.DataFrame, category_of: WordCategory
) -> tuple[Bits, npt.NDArray[np.object_]]:
    """Return the categories that rows of one sheet give, and why a row gives none."""
    plain = {
        "rural-allowance": Category.rural_allowance,
        "urban-allowance": Category.urban_allowance,
        "disabled": Category.disabled,
        "martyrs": Category.martyr,
        "recognised": Category.recognised,
    }
    none = np.full(len(rows), "", dtype=object)
    match kind:
        case "filed-poor" | "monitored":
            return _poverty(kind, source, rows)
        case "rural-allowance" | "urban-allowance":
            return _by_word(rows["dibao_type"], int(plain[kind]), _ALLOWANCE), none
        case "destitute":
            return _destitute(source, rows)
        case "orphans":
            usual = (
                Category.unsupported if "无人抚养" in source.sheet and "孤儿" not in source.sheet else Category.orphan
            )
            return _by_word(rows["orphan_type"] + rows["difficulty"], int(usual), _ORPHAN), none
        case "hardship":
            place, words = pd.factorize(rows["difficulty"], use_na_sentinel=False)
            meant = [category_of(word) for word in words]
            found = np.array([bits or 0 for bits in meant], dtype=np.int64)[place]
            unclear = np.array([bits is None for bits in meant], dtype=bool)[place]
            return found, np.where(unclear, "category-unclear", "").astype(object)
        case "recognised":
            refused = marked("level", "not_recognised", rows["level"])  # 不困难, 不认定
            why = np.select([unclear_tiers(rows["level"]), refused], ["tier-unclear", "not-recognised"], "")
            return np.where(refused, 0, int(plain[kind])), why.astype(object)
        case _:
            return np.full(len(rows), int(plain[kind]), dtype=np.int64), none


_ALLOWANCE = {"农村": Category.rural_allowance, "城市": Category.urban_allowance, "城镇": Category.urban_allowance}
_ORPHAN = {"无人抚养": Category.unsupported, "无人扶养": Category.unsupported, "孤儿": Category.orphan}
_DESTITUTE = {
    "农村": Category.rural_destitute, "五保": Category.rural_destitute, "城市": Category.urban_destitute,
    "城镇": Category.urban_destitute,
}  # fmt: skip


def _by_word(texts: pd.Series[str], usual: int, words: dict[str, Category]) -> Bits:
    """The first word found in a cell decides, else what the list is of."""
    bits = np.full(len(texts), usual, dtype=np.int64)
    for word, category in reversed(words.items()):
        bits[texts.str.contains(word, regex=False).to_numpy(dtype=bool)] = int(category)
    return bits


def _destitute(source: Source, rows: pd.DataFrame) -> tuple[Bits, npt.NDArray[np.object_]]:
    """Rural or urban decides who is of the four classes; where nothing says which, the row waits."""
    names = source.file + source.sheet
    both = "城乡" in names or ("农村" in names) == ("城" in names)
    usual = 0 if both else int(Category.rural_destitute if "农村" in names else Category.urban_destitute)
    decided = pd.Series(_decided(source, rows, "destitute_type"), index=rows.index)
    said = rows["destitute_type"] + (rows["dibao_type"] + rows["difficulty"]).mask(decided, "")  # the answer alone
    bits = _by_word(said, usual, _DESTITUTE)
    bits[(said.str.contains("农村|五保") & said.str.contains("城[市镇]")).to_numpy(dtype=bool)] = 0
    for name, category in (
        ("rural_destitute", Category.rural_destitute),
        ("urban_destitute", Category.urban_destitute),
    ):
        ticked = read_words("yes_no", rows[name])[0] == 2
        bits[ticked] = int(category)
    return bits, np.where(bits == 0, "category-unclear", "").astype(object)


def _poverty(kind: str, source: Source, rows: pd.DataFrame) -> tuple[Bits, npt.NDArray[np.object_]]:
    """脱贫户 and 监测对象: which of the four, and whether policy is still enjoyed and the risk still there."""
    types = rows["household_type"] + rows["out_of_poverty"]
    monitored = np.zeros(len(rows), dtype=np.int64)
    monitor = rows["monitor_type"].where(rows["monitor_type"] != "", rows["household_type"])
    for word, bit in (
        ("不稳定", Category.unstable | Category.filed_poor), ("边缘", Category.marginal), ("突发", Category.sudden),
    ):  # fmt: skip
        monitored[monitor.str.contains(word, regex=False).to_numpy(dtype=bool)] = int(bit)
    said = rows["risk_cleared"].where(rows["risk_cleared"] != "", source.name_facts.get("risk_cleared", ""))
    cleared = read_words("risk_cleared", said.astype("str"))[0] == 2
    dated = (read_dates(rows["left_on"]) != 0) & (monitored != 0)
    gone = (monitored != 0) & cleared & ~dated
    why = np.full(len(rows), "", dtype=object)
    if kind == "monitored":
        why = np.where(monitored == 0, "category-unclear", np.where(gone, "risk-cleared", "")).astype(object)
        return np.where(gone, 0, monitored), why
    told = types + rows["remark"]
    refused = told.str.contains(NO_POLICY).to_numpy(dtype=bool) | (source.name_facts.get("enjoys_policy") == "否")
    ordinary = rows["household_type"].isin(["普通农户", "一般农户"]).to_numpy()
    filed = np.where(refused | ordinary, 0, int(Category.filed_poor))
    bits: Bits = (filed | np.where(gone | dated, 0, monitored)).astype(np.int64)
    why = np.where(bits == 0, np.where(refused, "not-enjoying-policy", "not-filed-poor"), "").astype(object)
    return bits, why
