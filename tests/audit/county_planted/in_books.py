"""What somebody does who owns the database and has dropped its triggers: no honest way of the program leads there.

Each planter chooses a child before the term begins; ``alter`` changes the books when the term is over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text

from aid_ledger.store import insert, rows_of
from aid_ledger.store.tables import column_names
from tests.audit.county_planted.plan import LIVING, Plan
from tests.tools.county import account_of

Row = dict[str, Any]
Change = Callable[[Connection, str], None]
"""From a connection and the ID of the child to what is changed."""


def twice_in_the_ledger(plan: Plan) -> None:
    """A second line of the same money, under a number far off."""
    own = plan.child()

    def change(connection: Connection, who: str) -> None:
        line = _line(connection, who)
        number = 9_000 + int(line["line"][-4:])
        new = {**line, "line": f"{line['batch']}-{number:05d}", "correction": 7, "reason": ""}
        insert(connection, "line", [[new[name] for name in column_names("line")]])
        plan.papers_altered.add((str(line["batch"]), str(line["school"])))

    plan.at_books.append((own.id_number, change))
    plan.case("paid-twice", own)
    plan.sums.add(LIVING)


def amount_altered(plan: Plan) -> None:
    """A line's amount is no longer the standard's."""
    own = plan.child()

    def change(connection: Connection, who: str) -> None:
        line = _line(connection, who)
        _update(connection, "line", "line", line["line"], "amount = amount + 100")
        plan.papers_altered.add((str(line["batch"]), str(line["school"])))

    plan.at_books.append((own.id_number, change))
    plan.case("amount-off-standard", own)


def sent_by_hand(plan: Plan) -> None:
    """Money moved to the bank and on without an order; the twin was approved later than the rest, and sent."""
    own = plan.child(register="")
    plan.register(own, "农村低保.xlsx", "third")

    def change(connection: Connection, who: str) -> None:
        line = _line(connection, who)
        first = rows_of(connection, "transfer", "line = :line", line=line["line"])[0]
        for number, (debit, credit) in enumerate((("payable", "in-transit"), ("in-transit", "paid")), start=2):
            new = {**first, "transfer": f"{line['line']}-{number}", "debit": debit, "credit": credit}
            insert(connection, "transfer", [[new[name] for name in column_names("transfer")]])

    plan.at_books.append((own.id_number, change))
    plan.case("sent-without-approval", own)
    late = plan.child(账号="", 户名="", 开户行="")
    plan.change(late, "second", 账号=late.account, 户名=late.name, 开户行="示例银行")
    plan.twin(late)


def card_of_an_order_altered(plan: Plan) -> None:
    """The books now say another card than the bank's file; of money sent twice also another than the first."""
    once, again = plan.child(), plan.child()
    plan.says(again, "退票")

    def change(connection: Connection, who: str) -> None:
        line = _line(connection, who)
        last = rows_of(connection, "payment_order", "line = :line", "number", line=line["line"])[-1]
        person = rows_of(connection, "person", "person = :person", person=last["person"])[0]
        number = 1 + max(row["person"] for row in rows_of(connection, "person"))
        new = {**person, "person": number, "account": account_of(500_000 + number)}
        insert(connection, "person", [[new[name] for name in column_names("person")]])
        _update(connection, "payment_order", "payment_order", last["payment_order"], f"person = {number}")
        plan.sheets_altered.add((str(line["batch"]), str(line["school"])))

    plan.at_books += [(once.id_number, change), (again.id_number, change)]
    plan.case("sent-otherwise", once, again)
    plan.case("account-changed", again)


def amount_of_an_order_altered(plan: Plan) -> None:
    """The order is of another amount than the bank's file and its return."""
    own = plan.child()

    def change(connection: Connection, who: str) -> None:
        line = _line(connection, who)
        last = rows_of(connection, "payment_order", "line = :line", "number", line=line["line"])[-1]
        _update(connection, "payment_order", "payment_order", last["payment_order"], "amount = amount + 100")
        plan.orders_altered.append(last["payment_order"])
        plan.sheets_altered.add((str(line["batch"]), str(line["school"])))

    plan.at_books.append((own.id_number, change))
    plan.case("sent-otherwise", own)


def counted_ids_in_the_ledger(plan: Plan) -> None:
    """Invented people: their IDs in the books count by one, which no list can show that was paid by."""
    own = [plan.child() for _ in range(3)]
    first = int(own[0].id_number[:17] + "2")

    def altered(number: int) -> Change:
        def change(connection: Connection, who: str) -> None:
            line = _line(connection, who)
            plan.sheets_altered.add((str(line["batch"]), str(line["school"])))
            _update(connection, "person", "id_number", who, f"id_number = '{number}'")

        return change

    for at, one in enumerate(own):
        plan.at_books.append((one.id_number, altered(first + at)))
        plan.case("id-runs", one.name)


def _line(connection: Connection, who: str) -> Row:
    """Return the last line that pays a person."""
    persons = [row["person"] for row in rows_of(connection, "person") if row["id_number"] == who]
    lines = rows_of(connection, "line", "kind = 'pay'", "line")
    return [dict(row) for row in lines if row["person"] in persons][-1]


def _update(connection: Connection, table: str, key: str, value: str, change: str) -> None:
    connection.execute(text(f"UPDATE {table} SET {change} WHERE {key} = :value"), {"value": value})


IN_BOOKS = (
    twice_in_the_ledger, amount_altered, sent_by_hand, card_of_an_order_altered, amount_of_an_order_altered,
    counted_ids_in_the_ledger,
)  # fmt: skip


def alter(plan: Plan, connection: Connection) -> None:
    """Alter the books: what was planned of children, then one row of each kind of record."""
    for who, change in plan.at_books:
        change(connection, who)
    plan.how = "records_altered"
    batches, approvals, sendings, orders, sent = (
        rows_of(connection, table, order=key)
        for table, key in (("batch", "batch"), ("approval", "seq"), ("sending", "sending"),
                           ("payment_order", "payment_order"), ("sent_order", "payment_order"))
    )  # fmt: skip
    for table, row in (("approval", approvals[-1]), ("sending", sendings[-1]), ("batch", batches[-1])):
        _update(connection, table, table, str(row[table]), "total = total + 100")
    connection.execute(text("UPDATE source SET rows = rows + 1 WHERE kind = 'orphans'"))
    wrong = [one for one in orders if one["payment_order"] in plan.orders_altered]
    sealed = {(one["batch"], one["seq"]) for one in wrong}
    in_file = {row["payment_order"]: row["sending"] for row in sent}
    files = {in_file[one["payment_order"]] for one in wrong}
    of_approvals = {row["approval"]: (row["batch"], row["seq"]) in sealed or row is approvals[-1] for row in approvals}
    of_files = {row["sending"]: row["sending"] in files or row is sendings[-1] for row in sendings}
    of_batches = {row["batch"]: row is batches[-1] or row["batch"] in dict(plan.papers_altered) for row in batches}
    of_lists = {kind: kind == "orphans" for kind in ("roster", "filed-poor", "rural-allowance", "orphans", "awards")}
    for code, named, end in (("ledger-approvals", of_approvals, "："), ("ledger-bank-files", of_files, " "),
                             ("totals-agree", of_batches, " "), ("rows-outcomes", of_lists, "：")):  # fmt: skip
        for name, altered in named.items():
            if altered:
                plan.case(code, f"|{name}{end}")
            else:
                plan.twin(f"|{name}{end}", may=("ledger-sheets",))
    for file in sorted(files):
        plan.case("bank-returns", (file, " 已付："))
    plan.case("ledger-moves", f"|{LIVING}：")
    plan.case("ledger-approvals", f"|{LIVING}：")
    plan.case("statement-ledger", f"代发{sendings[-1]['sending']}")
    plan.case("books-verify", "")
    plan.case("numbering-gaps", "")
