"""Which files a command wrote, on the screen: the folder, the files in it by name, those in its folders counted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aid_ledger_cli.render import Screen


def show_files(screen: Screen, files: tuple[Path, ...]) -> None:
    """Show in which folder files are, those in it by name, those in its folders counted."""
    from aid_ledger_cli.phrasing import comma

    folder = Path(os.path.commonpath([path.parent for path in files]))
    screen.say("sheets-folder", style="bold", folder=folder)
    here = [path.name for path in files if path.parent == folder]
    deeper: dict[str, int] = {}
    for path in files:
        if path.parent != folder:
            name = str(path.parent.relative_to(folder))
            deeper[name] = deeper.get(name, 0) + 1
    named = [*here, *(screen.word("sheets-in-folder", folder=name, count=count) for name, count in deeper.items())]
    screen.items(named, before="  ", between=comma(screen.lang))
