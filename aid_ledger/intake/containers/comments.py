"""The words of a comment on a cell (批注), gathered from the elements of any XML in which one stands.

Excel writes the author's name and a colon into the text itself; that is left off, since nobody typed it.
"""

from __future__ import annotations

from aid_ledger.intake.containers.grid import MOST_COMMENTED


def without_author(text: str, author: str) -> str:
    r"""Return a comment without its author's name in front, where a program put it there.

    >>> without_author("班主任:\n3月转走", "班主任"), without_author("转走", "班主任"), without_author("转走", "")
    ('3月转走', '转走', '转走')
    """
    bare = text.lstrip()
    if author and bare.startswith(author) and bare[len(author) :].lstrip()[:1] in {":", "："}:
        return bare[len(author) :].lstrip()[1:].strip()
    return bare.rstrip()


class CommentWords:
    """One comment as it is read: told of every element in it, it keeps the texts of those named ``holder``.

    Paragraphs stand under each other. ``text`` is whole once :meth:`end` has said so.
    """

    def __init__(self, holder: str = "p", *, author: str = "", passed: frozenset[str] = frozenset()) -> None:
        self.holder, self.passed, self.author = holder, passed, author
        self.depth = self.inside = self.aside = self.size = 0
        self.words: list[str] = []

    def start(self, tag: str) -> None:
        """Go into an element; of those in ``passed`` (a phonetic guide) nothing is kept."""
        self.depth += 1
        self.aside += bool(self.aside) or tag in self.passed
        if tag == self.holder or self.inside:
            if not self.inside and self.words and self.holder == "p":
                self.words.append("\n")
            self.inside += 1

    def end(self, _: str) -> bool:
        """Leave an element; return whether the comment is over."""
        self.depth -= 1
        self.inside -= bool(self.inside)
        self.aside -= bool(self.aside)
        return not self.depth

    def put(self, words: str) -> None:
        """Take text that stands here."""
        if self.inside and not self.aside and self.size <= MOST_COMMENTED:  # what is longer is refused at its end
            self.words.append(words)
            self.size += len(words)

    @property
    def text(self) -> str:
        """What the comment says."""
        return without_author("".join(self.words), self.author)
