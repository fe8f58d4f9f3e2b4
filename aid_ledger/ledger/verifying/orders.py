"""Orders: approved by another than who prepared, at most one of a line stands, sent once, settled only if sent."""

from __future__ import annotations

from collections.abc import Iterator

from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.rows import Books


def check(books: Books) -> Iterator[Bad]:
    """Yield what does not follow from approval, sending and settlement."""
    yield from _approved(books)
    yield from _of_lines(books)
    yield from _one_stands(books)
    yield from _sent(books)
    yield from _settled(books)


def _approved(books: Books) -> Iterator[Bad]:
    """An approval is by another person than the batch's preparer and says how much it sealed."""
    orders, approvals = books.tables["payment_order"], books.tables["approval"]
    prepared = _preparers(books)
    sealed: dict[tuple[int, str], list[int]] = {}
    for seq, batch, amount in zip(orders["seq"], orders["batch"], orders["amount"], strict=True):
        sealed.setdefault((seq, batch), []).append(amount)
    for approval, seq, batch, count, total in zip(
        *(approvals[name] for name in ("approval", "seq", "batch", "orders", "total")), strict=True
    ):
        if books.journal[seq].by in {by for since, by in prepared.get(batch, ()) if since < seq}:
            yield Bad("approval", approval, "approved-by-preparer")
        amounts = sealed.pop((seq, batch), [])
        if (len(amounts), sum(amounts)) != (count, total):
            yield Bad("approval", approval, "total-differs")
    for _, batch in sealed:
        yield Bad("batch", batch, "not-approved")


def _preparers(books: Books) -> dict[str, set[tuple[int, str]]]:
    """Return who prepared each batch, and whoever prepared what took its lines back, each since which record."""
    batches, lines = books.tables["batch"], books.tables["line"]
    said = {
        batch: (seq, by)
        for batch, seq, by in zip(*(batches[name] for name in ("batch", "seq", "prepared_by")), strict=True)
    }
    prepared = {batch: {own} for batch, own in said.items()}
    of_line = dict(zip(lines["line"], lines["batch"], strict=True))
    for batch, corrects in zip(lines["batch"], lines["corrects"], strict=True):
        if corrects is not None:
            prepared[of_line[corrects]].add(said[batch])
    return prepared


def _of_lines(books: Books) -> Iterator[Bad]:
    """An order pays a line of its batch to the payee of that line, and no more than it."""
    lines, orders = books.tables["line"], books.tables["payment_order"]
    wanted = {
        line: (batch, payee, amount if kind == "pay" else 0)
        for line, batch, payee, amount, kind in zip(
            *(lines[name] for name in ("line", "batch", "payee", "amount", "kind")), strict=True
        )
    }
    for order, line, batch, payee, amount in zip(
        *(orders[name] for name in ("payment_order", "line", "batch", "payee", "amount")), strict=True
    ):
        found = wanted.get(line)
        if found is None or found[:2] != (batch, payee) or not 0 < amount <= found[2]:
            yield Bad("payment_order", order, "order-without-line")


def _one_stands(books: Books) -> Iterator[Bad]:
    """Orders of a line are numbered from 1, and each but the last ended before or with the record of the next."""
    orders, ends = books.tables["payment_order"], books.tables["order_end"]
    ended = dict(zip(ends["payment_order"], ends["seq"], strict=True))
    for order in sorted(ended.keys() - set(orders["payment_order"])):
        yield Bad("order_end", order, "not-in-journal")
    by_line: dict[str, list[tuple[int, str, int]]] = {}
    for line, number, order, seq in zip(
        *(orders[name] for name in ("line", "number", "payment_order", "seq")), strict=True
    ):
        by_line.setdefault(line, []).append((number, order, seq))
    for own in by_line.values():
        own.sort()
        for place, (number, order, seq) in enumerate(own, start=1):
            if number != place:
                yield Bad("payment_order", order, "record-missing")
            if ended.get(order, seq) < seq:
                yield Bad("order_end", order, "too-early")
            if place < len(own) and ended.get(order, own[place][2] + 1) > own[place][2]:
                yield Bad("payment_order", own[place][1], "two-orders-stand")


def _sent(books: Books) -> Iterator[Bad]:
    """An order is sent after it was sealed and while it stands, at the next place of a file that its record wrote."""
    orders, sent, sendings = (books.tables[name] for name in ("payment_order", "sent_order", "sending"))
    ends = books.tables["order_end"]
    ended = dict(zip(ends["payment_order"], ends["seq"], strict=True))
    sealed = {
        order: (seq, amount)
        for order, seq, amount in zip(orders["payment_order"], orders["seq"], orders["amount"], strict=True)
    }
    files: dict[str, list[tuple[int, str, int, int]]] = {name: [] for name in sendings["sending"]}
    for order, seq, sending, place in zip(
        *(sent[name] for name in ("payment_order", "seq", "sending", "place")), strict=True
    ):
        if order not in sealed or not sealed[order][0] < seq < ended.get(order, seq + 1):
            yield Bad("sent_order", order, "sent-without-order")
        elif sending not in files:
            yield Bad("sent_order", order, "not-in-journal")
        else:
            files[sending].append((place, order, seq, sealed[order][1]))
    for sending, seq, count, total in zip(
        *(sendings[name] for name in ("sending", "seq", "orders", "total")), strict=True
    ):
        own = sorted(files[sending])
        for number, (place, order, when, _) in enumerate(own, start=1):
            if place != number or when != seq:
                yield Bad("sent_order", order, "record-missing")
        if (len(own), sum(amount for *_, amount in own)) != (count, total):
            yield Bad("sending", sending, "total-differs")


def _settled(books: Books) -> Iterator[Bad]:
    """Only what was sent is settled."""
    sent, settled = books.tables["sent_order"], books.tables["settled_order"]
    when = dict(zip(sent["payment_order"], sent["seq"], strict=True))
    for order, outcome, seq in zip(*(settled[name] for name in ("payment_order", "outcome", "seq")), strict=True):
        if when.get(order, seq) >= seq:
            yield Bad("settled_order", f"{order}/{outcome}", "settled-without-sending")
