"""Orders: approved by another than who prepared, at most one of a line stands, sent once, settled only if sent."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aid_ledger.ledger.hands import Hands, hands_of
from aid_ledger.ledger.verifying.columns import NOWHERE, Rows, at, numbers, places, said, same, totals, where
from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.rows import Books, Columns, name_at
from aid_ledger.store.keys import KIND, registration

_NEVER = np.iinfo(np.int64).max
"""The number of the record that ended what has not ended."""


def check(books: Books) -> Iterator[Bad]:
    """Yield what does not follow from approval, sending and settlement."""
    yield from _approved(books)
    yield from _of_lines(books)
    yield from _one_stands(books)
    yield from _sent(books)
    yield from _settled(books)


def hands(books: Books) -> Hands:
    """Return who may be behind whom, as the journal says."""
    given = (record for record in books.journal.values() if record.kind == KIND)
    return hands_of(registration(one.seq, one.by, one.at, one.body) for one in given)


def ended_by(books: Books) -> Rows:
    """Return the number of the record that ended each order; of one that stands a number above any."""
    ends = books.tables["order_end"]
    place = places(books.tables["payment_order"]["payment_order"], ends["payment_order"])
    return np.where(place == NOWHERE, _NEVER, np.append(numbers(ends["seq"]), _NEVER)[place])


def _approved(books: Books) -> Iterator[Bad]:
    """An approval is by another person than the batch's preparer and says how much it sealed."""
    orders, approvals = books.tables["payment_order"], books.tables["approval"]
    prepared, who = _preparers(books), hands(books)
    names = ("approval", "seq", "batch", "orders", "total")
    records, batches = numbers(orders["seq"]), orders["batch"].dictionary_encode()
    within = records * len(batches.dictionary) + numbers(batches.indices.cast("int64"))
    groups, first, which = np.unique(within, return_index=True, return_inverse=True)
    keys = [(int(records[row]), orders["batch"][row].as_py()) for row in first]
    counts, sums = totals(which, numbers(orders["amount"]), len(groups))
    sealed = dict(zip(keys, zip(counts, sums, strict=True), strict=True))
    for approval, seq, batch, count, total in zip(*(approvals[name].to_pylist() for name in names), strict=True):
        by, preparers = books.journal[seq].by, {own for own in prepared.get(batch, ()) if own[0] < seq}
        if by in {name for _, name in preparers}:
            yield Bad("approval", approval, "approved-by-preparer")
        elif any(who.behind(by, seq) & who.behind(name, since) for since, name in preparers):
            yield Bad("approval", approval, "names-count-as-one")
        if sealed.pop((seq, batch), (0, 0)) != (count, total):
            yield Bad("approval", approval, "total-differs")
    for _, batch in sealed:
        yield Bad("batch", batch, "not-approved")


def _preparers(books: Books) -> dict[str, set[tuple[int, str]]]:
    """Return who prepared each batch, and whoever prepared what took its lines back, each since which record."""
    batches, lines = books.tables["batch"], books.tables["line"]
    names = ("batch", "seq", "prepared_by")
    said = {batch: (seq, by) for batch, seq, by in zip(*(batches[name].to_pylist() for name in names), strict=True)}
    prepared = {batch: {own} for batch, own in said.items()}
    corrected = places(lines["corrects"], lines["line"])
    back = np.flatnonzero(corrected != NOWHERE)
    pairs = zip(at(lines["batch"], corrected[back]).to_pylist(), at(lines["batch"], back).to_pylist(), strict=True)
    for batch, by in set(pairs):
        prepared[batch].add(said[by])
    return prepared


def _of_lines(books: Books) -> Iterator[Bad]:
    """An order pays a line of its batch to the payee of that line, and no more than it."""
    lines, orders = books.tables["line"], books.tables["payment_order"]
    line = places(orders["line"], lines["line"])
    amount = numbers(orders["amount"])
    most = np.append(np.where(said(lines["kind"], "pay"), numbers(lines["amount"]), 0), 0)[line]
    fits = same(at(lines["batch"], line), orders["batch"]) & same(at(lines["payee"], line), orders["payee"])
    for row in where((line == NOWHERE) | ~fits | (amount <= 0) | (amount > most)):
        yield Bad("payment_order", orders["payment_order"][row].as_py(), "order-without-line")


def _one_stands(books: Books) -> Iterator[Bad]:
    """Orders of a line are numbered from 1, and each but the last ended before or with the record of the next."""
    orders, ends = books.tables["payment_order"], books.tables["order_end"]
    names = orders["payment_order"]
    for row in where(places(ends["payment_order"], names) == NOWHERE):
        yield Bad("order_end", ends["payment_order"][row].as_py(), "not-in-journal")
    line, number, since = (
        places(orders["line"], orders["line"].unique()),
        numbers(orders["number"]),
        numbers(orders["seq"]),
    )
    until = ended_by(books)
    order = np.lexsort((number, line))
    line, number, since, until = line[order], number[order], since[order], until[order]
    further = np.append(False, line[1:] == line[:-1])[: len(line)]
    uncounted = number != _place_within(line)
    early = until < since
    twice = further & (np.append(_NEVER, until[:-1])[: len(line)] > since)
    for row in where(uncounted | early | twice):
        named = names[order[row]].as_py()
        if twice[row]:
            yield Bad("payment_order", named, "two-orders-stand")
        if uncounted[row]:
            yield Bad("payment_order", named, "record-missing")
        if early[row]:
            yield Bad("order_end", named, "too-early")


def _place_within(groups: Rows) -> Rows:
    """Return the place of each row within its group, from 1; rows of a group stand together."""
    rows = np.arange(len(groups))
    starts = np.append(True, groups[1:] != groups[:-1])[: len(groups)]
    return rows - np.maximum.accumulate(np.where(starts, rows, 0)) + 1


def _sent(books: Books) -> Iterator[Bad]:
    """An order is sent after it was sealed and while it stands, at the next place of a file that its record wrote."""
    orders, sent, sendings = (books.tables[name] for name in ("payment_order", "sent_order", "sending"))
    order, when = places(sent["payment_order"], orders["payment_order"]), numbers(sent["seq"])
    sealed, until = (np.append(one, NOWHERE)[order] for one in (numbers(orders["seq"]), ended_by(books)))
    for row in where((order == NOWHERE) | (sealed >= when) | (when >= until)):
        yield Bad("sent_order", sent["payment_order"][row].as_py(), "sent-without-order")
        return
    file = places(sent["sending"], sendings["sending"])
    for row in where(file == NOWHERE):
        yield Bad("sent_order", sent["payment_order"][row].as_py(), "not-in-journal")
        return
    by_place = np.lexsort((numbers(sent["place"]), file))
    in_file, whose = file[by_place], numbers(sendings["seq"])[file[by_place]]
    for row in where((numbers(sent["place"])[by_place] != _place_within(in_file)) | (when[by_place] != whose)):
        yield Bad("sent_order", sent["payment_order"][by_place[row]].as_py(), "record-missing")
    yield from _whole_files(sendings, *totals(file, numbers(orders["amount"])[order], len(sendings["sending"])))


def _whole_files(sendings: Columns, counts: list[int], sums: list[int]) -> Iterator[Bad]:
    """A file holds as many orders, and as much money, as it says."""
    said_of = zip(*(sendings[name].to_pylist() for name in ("sending", "orders", "total")), strict=True)
    for (sending, count, total), found in zip(said_of, zip(counts, sums, strict=True), strict=True):
        if found != (count, total):
            yield Bad("sending", sending, "total-differs")


def _settled(books: Books) -> Iterator[Bad]:
    """Only what was sent is settled."""
    sent, settled = books.tables["sent_order"], books.tables["settled_order"]
    place = places(settled["payment_order"], sent["payment_order"])
    for row in where((place == NOWHERE) | (np.append(numbers(sent["seq"]), _NEVER)[place] >= numbers(settled["seq"]))):
        yield Bad("settled_order", name_at("settled_order", settled, row), "settled-without-sending")
