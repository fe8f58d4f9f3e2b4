"""How a moment of the journal is shown to people: in Beijing time, since all of China has one zone, to the minute.

Records, exports and JSON keep the moment as it was given, with its zone.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def shown_time(at: str) -> str:
    """Return a moment for readers; a day alone, a moment without a zone and what is no moment stay as they are.

    >>> shown_time("2026-11-22T18:08:12+00:00"), shown_time("2023-04-20"), shown_time("2023-04-20T09:00:00")
    ('2026-11-23 02:08', '2023-04-20', '2023-04-20 09:00')
    """
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    if len(at) <= len("2023-04-20"):
        return at
    return (moment.astimezone(BEIJING) if moment.tzinfo else moment).strftime("%Y-%m-%d %H:%M")


def shown_day(at: str) -> str:
    """Return the day of a moment, in China.

    >>> shown_day("2026-11-22T18:08:12+00:00")
    '2026-11-23'
    """
    return shown_time(at)[:10]
