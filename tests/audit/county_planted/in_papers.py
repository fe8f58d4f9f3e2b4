"""What the auditor brings and finds: copies of lists, returns, a bank statement, budgets, printed sheets."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl

from aid_ledger.audit import Given
from aid_ledger.store import rows_of
from tests.audit.county_planted.plan import LIVING, POOR, Plan
from tests.audit.county_planted.term import PART, Term
from tests.tools.county import Row, member, sheet

FIRM = "宏图商贸公司"
LEVELS = {"central": "中央", "province": "省", "city": "市", "county": "县", "donor": "社会"}


def budgets(term: Term) -> None:
    """A budget of what each level bears: a yuan too little, one too much, and just as much as is used, in turn."""
    plan, office = term.plan, term.desk.office
    plan.how = "budgets"
    used = office.left([2023])
    used = used[used["used"] > 0]
    for programme, level in zip(used["programme"], used["level"], strict=True):
        if level not in LEVELS:
            plan.case("budget-unmatched", f"|{programme}|")
    used = used[used["level"].isin(list(LEVELS))]
    rows: list[Row] = []
    titles = {one.id: one.zh for one in office.rulebook().programmes}
    for number, (programme, level, fen) in enumerate(zip(used["programme"], used["level"], used["used"], strict=True)):
        off = -100 if programme == LIVING else (0, 100, -100)[number % 3]  # lines of one programme are altered later
        rows.append({
            "项目": titles[programme], "资金级次": LEVELS[level], "年度": "2023", "金额": f"{(fen + off) / 100:.2f}",
            "文号": f"示财教〔2023〕{number + 1}号", "结转": "否",
        })  # fmt: skip
        words = (f"|{programme}|", f"{LEVELS[level]} 2023：")
        if off:
            plan.case("budget-overdrawn" if off < 0 else "budget-idle", words)
        else:
            plan.twin(words)
    term.take([("预算指标.xlsx", sheet(rows))], "budget", "last")


def sheets_altered(term: Term, times: int) -> None:
    """Printed rosters of schools on which somebody has typed another amount; the others are as they were printed.

    Sheets of altered lines no longer say what the ledger says, and so do the county's of their batch.
    """
    plan = term.plan
    plan.how = "sheets_altered"
    paths = sorted((term.desk.folder / "reports/2023S").glob("2023S-00[123]/花名册/*.xlsx"))
    for number, path in enumerate(paths):
        batch = path.parent.parent.name
        if number < times:
            _rightly_named(plan, _type_over(path))
            plan.case("totals-computed", (batch, path.name))  # openpyxl keeps no values of formulas
        words = (f"|{batch} ", f"/{path.name}")
        if number < times or (batch, path.stem) in plan.papers_altered | plan.sheets_altered:
            plan.case("ledger-sheets", words)
        else:
            plan.twin(words)
    for batch in sorted({batch for batch, _ in plan.papers_altered}):
        plan.case("ledger-sheets", f"{batch} 全县发放花名册", f"{batch} 汇总表")


def _rightly_named(plan: Plan, number: str) -> None:
    """Let an innocent child be named where somebody typed over its row of a sheet."""
    plan.planted = [
        replace(one, may=(*one.may, "ledger-sheets")) if not one.code and number in one.words else one
        for one in plan.planted
    ]


def _type_over(path: Path) -> str:
    """Type another amount into the first row, and into the total; return the ID of the row."""
    book = openpyxl.load_workbook(path)
    cells = book.worksheets[0]
    (column,) = [cell.column for cell in cells[3] if cell.value == "本次金额(元)"]
    total = next(row for row in range(4, cells.max_row) if cells.cell(row, 1).value == "合计")
    cells.cell(4, column).value = 5000
    cells.cell(total, column).value = 9999
    number = next(cell.column for cell in cells[3] if cell.value == "身份证号码")
    whose = str(cells.cell(4, number).value)
    book.save(path)
    return whose


def given(term: Term, times: int) -> Given:
    """Return what the auditor got elsewhere: bank statement, lists of schools and bureaus, returns of the bank."""
    plan, office = term.plan, term.desk.office
    plan.how = "given"
    with office.database.read() as connection:
        files = rows_of(connection, "sending", order="sending")
        booked = rows_of(connection, "recovery_booking", "kind = 'returned'", "recovery_booking")
    debits = [("2023-05-06", f"代发{row['sending']}", row["total"], "代发户") for row in files]
    plan.case("debits-by-amount", FIRM)
    debits[1] = (debits[1][0], "往来", debits[1][2], FIRM)
    for one in debits[:1] + debits[2:-1]:  # the record of the last is altered
        plan.twin(one[1])
    first = debits.pop(0)
    debits += [(*first[:2], fen, first[3]) for fen in (12_345, first[2] - 12_345)]  # the bank took it in two parts
    for number in range(times):
        strange = ("2023-06-13", f"转账支出{number}z", 1_234_00 + number, f"某某商行{number}")
        debits.append(strange)
        plan.case("paid-outside-ledger", strange[1])
    rows = [{"交易日期": day, "摘要": words, "借方金额": f"{fen / 100:.2f}", "贷方金额": "", "对方户名": who}
            for day, words, fen, who in debits]  # fmt: skip
    for words in ("转入款z", "季度结息z"):
        rows.append({"交易日期": "2023-05-08", "摘要": words, "借方金额": "", "贷方金额": "50.01", "对方户名": ""})
    plan.case("statement-ledger", "转入款z")
    plan.case("statement-ledger", "连同退回的一起扣了款")  # one was returned to the bank, and no refund is there
    absent = next(row for row in booked if row["amount"] == PART)
    plan.case("statement-ledger", absent["voucher"])
    for row in booked:
        if row is not absent:
            rows.append({"交易日期": row["booked_on"], "摘要": f"退款{row['voucher']}", "借方金额": "",
                         "贷方金额": f"{row['amount'] / 100:.2f}", "对方户名": "家长"})  # fmt: skip
            plan.twin(row["voucher"])
    return office.read_given(
        "2023S", registers=_registers(term), rosters=_rosters(term, times), returns=_returns(term, times),
        statements=[("对账单.xlsx", sheet(rows))],
    )  # fmt: skip


def _rosters(term: Term, times: int) -> list[tuple[str, bytes]]:
    """Schools' own copies: in another order (twin), and with a cell, a row more or a row less than the archived one."""
    found = []
    for number, school in enumerate(term.plan.schools[:8]):
        rows = list(term.plan.lists.rows(school.roster, "last").values())
        name = f"审计取得{number}号名册.xlsx"
        if number >= 4 * min(times, 1):
            term.plan.twin(f"{name}")
            found.append((name, sheet(rows[::-1] if number % 2 else rows)))
            continue
        changed = {
            0: [{**rows[0], "就读方式": "走读"}, *rows[1:]], 1: rows[1:], 2: [*rows, {**rows[0], **_stranger(number)}],
            3: [{**rows[0], "班级": "9班"}, *rows[1:-1]],
        }[number]  # fmt: skip
        term.plan.case("lists-as-archived", name)
        found.append((name, sheet(changed)))
    return found


def _stranger(number: int) -> Row:
    one = member(800 + number)
    return {"姓名": one["姓名"], "身份证件号": one["身份证号"], "学籍号": "G" + one["身份证号"]}


def _registers(term: Term) -> list[tuple[str, bytes]]:
    rows = list(term.plan.lists.rows(POOR, "last").values())
    strangers = [member(number) for number in range(700, 705)]
    term.plan.twin("审计脱贫户名单.xlsx")
    term.plan.case("lists-as-archived", "审计另一份脱贫户名单.xlsx")
    return [("审计脱贫户名单.xlsx", sheet(rows)), ("审计另一份脱贫户名单.xlsx", sheet(strangers))]


def _returns(term: Term, times: int) -> list[tuple[str, bytes]]:
    """The bank's own copies of its returns: as booked (twins), and some rows that say something else."""
    found = []
    for number, (_, data) in enumerate(sorted(term.returns.items())):
        book = openpyxl.load_workbook(io.BytesIO(data))
        rows = book.active
        assert rows is not None
        head = {str(cell.value): number for number, cell in enumerate(rows[1], start=1)}
        copy = f"银行提供{number}.xlsx"
        if number == 0:
            for row in range(2, 2 + min(times, rows.max_row - 1)):
                rows.cell(row, head["金额"]).value = "1.23"
                term.plan.case("returns-as-booked", (copy, f"{row}"))
        else:
            term.plan.twin(copy)
        stream = io.BytesIO()
        book.save(stream)
        found.append((copy, stream.getvalue()))
    return found
