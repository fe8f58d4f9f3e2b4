"""What a decision is about, for a list of decisions: the word, or the first of its rows, its child's name masked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aid_ledger.office.decisions import decisions_made, read_body
from aid_ledger.office.sources import all_sources
from aid_ledger.people import mask_name

if TYPE_CHECKING:
    from aid_ledger.office import Office


def decisions_about(office: Office) -> dict[str, str]:
    """Return by decision the word, or the first place, that it is about."""
    with office.database.read() as connection:
        rows = decisions_made(connection)
    about = _About(office)
    return {str(row["decision"]): about.of(read_body(office, row)) for row in rows}


class _About:
    """Looks up rows of the lists that decisions are about; each list is read once."""

    def __init__(self, office: Office) -> None:
        """Remember where lists are; none is read yet."""
        self._office = office
        with office.database.read() as connection:
            self._sources = {(row["digest"], row["sheet"]): row for row in all_sources(connection)}
        self._names: dict[tuple[str, str], dict[int, str]] = {}

    def of(self, body: Mapping[str, Any]) -> str:
        """Return a word with its quotes, or file, row and name of the first cell; blank where a bundle has no lists."""
        if body["words"]:
            return f"“{body['words'][0]['word']}”"
        if not body["cells"]:
            return ""
        cell = body["cells"][0]
        row = self._sources.get((cell["digest"], cell["sheet"]))
        if row is None:
            return ""
        place = f"{row['file']}[{cell['sheet']}!{cell['row']}]" if cell["row"] else str(row["file"])
        return " ".join(filter(None, (place, mask_name(self._name(row, int(cell["row"] or 0))))))

    def _name(self, row: Mapping[str, Any], number: int) -> str:
        key = (str(row["digest"]), str(row["sheet"]))
        if key not in self._names:
            frame = self._office.load(row).table.frame
            named = frame["student_name"] if "student_name" in frame else frame["row"].map(lambda _: "")
            self._names[key] = dict(zip(frame["row"].tolist(), named.tolist(), strict=True))
        return self._names[key].get(number, "")
