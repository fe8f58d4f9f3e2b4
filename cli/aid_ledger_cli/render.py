"""How things look on a screen: tables, wrapped lines, findings, progress. The only module that knows rich.

Colour and width are those of a terminal; elsewhere lines are plain and as long as they are. Tables are ruled with
``-``: the boxes of Unicode are two columns wide on Chinese consoles.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from aid_ledger.errors import Finding
from aid_ledger.words import Lang, phrase, tell
from aid_ledger_cli.streams import can_show
from aid_ledger_cli.wrapping import wrap

_RULED = Box("    \n    \n -  \n    \n    \n -  \n    \n    \n", ascii=True)
_NO_TERMINAL = 160
_BAR = 24
_MOST_ALIKE, _FIRST_ALIKE = 8, 5  # findings of one name: up to eight are all shown


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header's word in the catalogue (blank: none), and how it is set.

    ``number``: to the right; ``whole``: never broken over lines.
    """

    word: str
    number: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """Where one command shows things: results on ``out``, findings and progress on ``err``."""

    lang: Lang
    out: Console
    err: Console

    @classmethod
    def open(cls, lang: Lang) -> Screen:
        """Return the screen of this process's streams."""
        return cls(lang, _console(stderr=False), _console(stderr=True))

    def word(self, name: str, /, **params: object) -> str:
        """Return a word of the catalogue."""
        return phrase(name, self.lang, **params)

    def say(self, name: str, /, *, style: str = "", **params: object) -> None:
        """Show a sentence of the catalogue."""
        self.line(phrase(name, self.lang, **params), style=style)

    def remark(self, name: str, /, **params: object) -> None:
        """Show a sentence that is no result, on stderr."""
        _print(self.err, phrase(name, self.lang, **params), "", "")

    def line(self, text: str = "", *, style: str = "", before: str = "") -> None:
        """Show a text; where it is too long for the terminal, its further lines stand under its first word."""
        _print(self.out, text, before, style)

    def items(self, texts: Sequence[str], *, before: str, between: str = "; ", style: str = "") -> None:
        """Show a list of short texts after ``before``; none is broken over lines while it fits one."""
        room = self.out.width - cell_len(before) if self.out.is_terminal else sys.maxsize
        line = ""
        for number, text in enumerate(texts):
            text_ = text + (between if number + 1 < len(texts) else "")
            if line and cell_len(line + text_.rstrip()) > room:
                self.line(line.rstrip(), before=before, style=style)
                before, line = " " * cell_len(before), ""
            line += text_
        self.line(line, before=before, style=style)

    def heading(self, name: str, /, **params: object) -> None:
        """Show a heading, with an empty line above it."""
        self.line()
        self.say(name, style="bold", **params)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[object]], total: Sequence[object] = ()) -> None:
        """Show a table; ``total`` stands under a rule."""
        table = Table(
            box=_RULED,
            show_edge=False,
            pad_edge=False,
            padding=(0, 1, 0, 0),
            show_footer=bool(total),
            header_style="bold",
            footer_style="bold",
        )
        for place, column in enumerate(columns):
            table.add_column(
                Text(phrase(column.word, self.lang) if column.word else ""),
                Text(str(total[place]) if total else ""),
                justify="right" if column.number else "left",
                no_wrap=column.number or column.whole,
                overflow="fold",
            )
        for row in rows:
            table.add_row(*(Text(str(cell)) for cell in row))
        if self.out.is_terminal:
            self.out.print(table)
            return
        with self.out.capture() as printed:
            self.out.print(table)
        for line in printed.get().splitlines():
            self.out.print(line.rstrip(), soft_wrap=True)

    def shares(self, rows: Sequence[tuple[str, int]]) -> None:
        """Show counts with a bar each, as parts of their sum."""
        whole = sum(count for _, count in rows) or 1
        block = "█" if can_show("█") else "#"
        label = max((cell_len(name) for name, _ in rows), default=0)
        digits = max((len(f"{count:,}") for _, count in rows), default=0)
        for name, count in rows:
            bar = block * max(round(_BAR * count / whole), 1 if count else 0)
            gap = " " * (label - cell_len(name))
            self.line(f"{name}{gap}  {count:>{digits},}  {100 * count / whole:5.1f}%  {bar}", before="  ")

    def findings(self, findings: Sequence[Finding], *, heading: str = "", count: bool = False) -> None:
        """Show findings in their three lines, on stderr; with ``count`` how many of each name there are.

        Of many warnings of one name the first are shown, the others counted: who scrolls past seventy reads none.
        Errors are shown all, since each is to be mended. ``heading`` is a word that stands above, where there are any.
        """
        self.out.file.flush()
        if heading and findings:
            _print(self.err, phrase(heading, self.lang), "", "bold")
        shown, folded = _fold(findings)
        for finding in shown:
            text = tell(finding, self.lang)
            style = "bold red" if finding.severity == "error" else "bold yellow"
            where = f"{text.place}: " if text.place else ""
            _print(self.err, f"{where}{text.problem} [{text.name}]", "", style)
            for label, said in (("label-expected", text.expected), ("label-fix", text.fix)):
                if said:
                    _print(self.err, said, f"  {phrase(label, self.lang)}: ", "")
        for name, more in folded.items():
            _print(self.err, phrase("findings-more", self.lang, code=name, count=more), "", "bold yellow")
        if count and len(findings) > 1:
            names = Counter(finding.name for finding in findings)
            counts = ", ".join(f"{name} × {number}" for name, number in sorted(names.items()))
            _print(self.err, phrase("findings-counted", self.lang, count=len(findings), counts=counts), "", "")

    @contextmanager
    def progress(self, total: int, name: Callable[[str], str]) -> Iterator[Callable[[str], None]]:
        """Show how far a long work is; nothing where stderr is no terminal.

        Args:
            total: steps.
            name: turns a step, as the library calls it, into words.
        """
        if not self.err.is_terminal:
            yield lambda _step: None
            return
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.err, transient=True) as progress:
            task = progress.add_task("", total=total, completed=-1)
            yield lambda step: progress.update(task, description=name(step), advance=1)


def _fold(findings: Sequence[Finding]) -> tuple[list[Finding], dict[str, int]]:
    """Return the findings to show, and by name how many warnings are not."""
    many = {name for name, count in Counter(f.name for f in findings).items() if count > _MOST_ALIKE}
    shown: list[Finding] = []
    seen: Counter[str] = Counter()
    for finding in findings:
        foldable = finding.name in many and finding.severity != "error"
        seen[finding.name] += foldable
        if not foldable or seen[finding.name] <= _FIRST_ALIKE:
            shown.append(finding)
    return shown, {name: count - _FIRST_ALIKE for name, count in seen.items() if count > _FIRST_ALIKE}


class _Patient(Console):
    """Goes on without a word where the reader, such as ``head``, has seen enough: the work is done all the same."""

    def on_broken_pipe(self) -> None:
        """Show nothing more."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _NO_TERMINAL
    return _Patient(file=stream, width=width, highlight=False, markup=False, emoji=False)


def _print(console: Console, text: str, before: str, style: str) -> None:
    gap = " " * cell_len(before)
    lines = wrap(text, console.width - len(gap)) if console.is_terminal else [text]
    for number, line in enumerate(lines):
        console.print(Text(gap if number else before) + Text(line, style=style), soft_wrap=True)
