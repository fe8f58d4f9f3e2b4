"""Plans the county's schools and classes for a number of students. Leaves the children to ``people``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from aid_ledger.demo import names
from aid_ledger.demo.numbers import phone

SHARES = (("preschool", 14), ("primary", 46), ("junior", 23), ("senior", 10), ("vocational", 7))
STAGE_WORDS = {"preschool": "学前", "primary": "小学", "junior": "初中", "senior": "普高", "vocational": "中职"}
GRADES = {"preschool": 3, "primary": 6, "junior": 3, "senior": 3, "vocational": 3}
_CODE_FIRST = {"preschool": "11", "primary": "21", "junior": "31", "senior": "34", "vocational": "36"}


@dataclass(frozen=True, slots=True)
class School:
    """One school. ``aliases`` are its other names; fees are yuan a term; ``layout`` is its roster's form."""

    code: str
    name: str
    aliases: tuple[str, ...]
    stages: tuple[str, ...]
    kind: str
    private: bool
    inclusive: bool
    town: int
    layout: str
    fees: dict[str, float | None]
    meal_days: int | None
    meal_form: str
    beds: int
    officer: str
    phone: str

    @property
    def meals(self) -> bool:
        """Whether the school is in the nutrition plan."""
        return bool(self.meal_form)


@dataclass(frozen=True, slots=True)
class Seats:
    """The students of one class: school (its place in the list), stage, grade within the stage, class, how many."""

    school: int
    stage: str
    grade: int
    klass: int
    count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The county's towns, schools and classes; the seats add up to the students asked for."""

    towns: tuple[str, ...]
    schools: tuple[School, ...]
    seats: tuple[Seats, ...]


def split(total: int, weights: Sequence[float]) -> list[int]:
    """Split ``total`` by weight so that the parts add up to it; the largest remainders get the rest.

    >>> split(10, [1, 1, 1])
    [4, 3, 3]
    """
    whole = sum(weights)
    parts = [int(total * w / whole) for w in weights]
    by_rest = sorted(range(len(weights)), key=lambda i: (parts[i] - total * weights[i] / whole, i))
    for i in by_rest[: total - sum(parts)]:
        parts[i] += 1
    return parts


class _Planner:
    """Collects schools and their weight by stage."""

    def __init__(self, rng: Random, towns: tuple[str, ...]) -> None:
        self.rng = rng
        self.maker = names.NameMaker(rng)
        self.towns = towns
        self.schools: list[School] = []
        self.weights: dict[str, list[tuple[int, float]]] = {stage: [] for stage, _ in SHARES}

    def add(self, name: str, kind: str, town: int, weights: dict[str, float], **more: Any) -> None:
        """Add one school; ``more``: private, inclusive, layout, fees, aliases, beds."""
        rng = self.rng
        place = len(self.schools)
        stages = tuple(weights)
        served = bool({"primary", "junior"} & set(stages)) and (town > 0 or kind == "特殊教育学校")
        first = served and not any(school.meals for school in self.schools)
        days = rng.choice([95, 96, 98, 100, 101, None]) if served and not first else None
        self.schools.append(
            School(
                code=f"{_CODE_FIRST[stages[-1]]}99{place + 101:06d}",
                name=name,
                aliases=tuple(more.get("aliases", ())),
                stages=stages,
                kind=kind,
                private=bool(more.get("private", False)),
                inclusive=bool(more.get("inclusive", True)),
                town=town,
                layout=str(more["layout"]),
                fees=dict(more.get("fees", {})),
                meal_days=days,
                meal_form=rng.choice(["营养午餐", "营养午餐", "蛋奶课间餐"]) if served else "",
                beds=int(more.get("beds", 0)),
                officer=self.maker.person(self.maker.surname(), boy=rng.random() < 0.5),
                phone=phone(rng),
            )
        )
        for stage, weight in weights.items():
            self.weights[stage].append((place, weight))


def plan_county(rng: Random, students: int) -> Plan:
    """Plan towns, schools and classes for exactly ``students`` seats."""
    count = max(3, min(names.TOWN_MOST, 3 + students // 1600, 12 + students // 20_000))
    planner = _Planner(rng, names.towns(count))
    _kindergartens(planner, students)
    _basic_schools(planner, students)
    _upper_schools(planner, students)
    seats: list[Seats] = []
    for (stage, _), total in zip(SHARES, split(students, [share for _, share in SHARES]), strict=True):
        places = planner.weights[stage]
        for (school, _), size in zip(places, split(total, [w for _, w in places]), strict=True):
            seats.extend(_classes(school, stage, size))
    seats.sort(key=lambda s: (s.school, _ORDER[s.stage], s.grade, s.klass))
    return Plan(planner.towns, tuple(planner.schools), tuple(seats))


_ORDER = {stage: place for place, (stage, _) in enumerate(SHARES)}


def _classes(school: int, stage: str, size: int) -> list[Seats]:
    most = {"preschool": 30, "primary": 45}.get(stage, 50)
    seats = []
    for grade, pupils in enumerate(split(size, [1.0] * GRADES[stage]), start=1):
        rooms = max(1, -(-pupils // most))
        for klass, heads in enumerate(split(pupils, [1.0] * rooms), start=1):
            if heads:
                seats.append(Seats(school, stage, grade, klass, heads))
    return seats


def _kindergartens(planner: _Planner, students: int) -> None:
    public = max(1, round(students * 0.14 * 0.6 / 260))
    private = max(1, round(students * 0.14 * 0.4 / 200))
    for i in range(public):
        town = i % len(planner.towns)
        name = f"示例县{planner.towns[town]}中心幼儿园" if i < len(planner.towns) else f"示例县第{i + 1}幼儿园"
        fees: dict[str, float | None] = {"care": float(planner.rng.choice([900, 1200, 1500]))}
        planner.add(name, "幼儿园", town, {"preschool": 260.0}, layout="RK", fees=fees)
    for i in range(private):
        town = i % len(planner.towns)
        word = planner.rng.choice(["小太阳", "金苹果", "童心", "七彩", "蓝天", "启明星"])
        # Every twelfth is not 普惠; every ninth, from the fifth on, has left the public standard blank.
        cap = None if i % 9 == 4 else 1200.0
        planner.add(
            f"{planner.towns[town]}{word}第{i + 1}幼儿园", "幼儿园", town, {"preschool": 200.0},
            layout="RKP", private=True, inclusive=i % 12 != 11,
            fees={"care": float(planner.rng.choice([1800, 2400, 3000])), "public": cap},
        )  # fmt: skip


def _basic_schools(planner: _Planner, students: int) -> None:
    towns = planner.towns
    layouts = ("R1", "R2", "R3")
    for town, word in enumerate(towns):
        planner.add(
            f"示例县{word}中心小学", "小学", town, {"primary": 620.0}, beds=120,
            layout="RC" if town == 0 else layouts[town % 3], aliases=(f"{word[:-1]}中心校", f"{word}中心学校"),
        )  # fmt: skip
    for i in range(max(1, round(students * 0.46 * 0.3 / 700))):
        planner.add(
            f"示例县第{_NUMERALS[i % 20]}小学" + ("" if i < 20 else f"{i // 20 + 1}校区"), "小学", 0,
            {"primary": 700.0},
            layout="RS" if i == 0 else layouts[i % 3], aliases=(f"{_NUMERALS[i % 20]}小{i // 20 or ''}",),
        )  # fmt: skip
    for i in range(round(students * 0.46 * 0.12 / 90)):
        town = 1 + i % (len(towns) - 1)
        name = f"{towns[town]}{names.village(planner.rng)[:-1]}小学"
        if all(school.name != name for school in planner.schools):
            planner.add(name, "小学", town, {"primary": 90.0}, layout="RV1")
    for i in range(max(1, students // 8000)):
        town = (i + 1) % len(towns)
        planner.add(
            f"示例县{towns[town]}九年一贯制学校" + (f"{i}部" if i >= len(towns) else ""), "九年一贯制学校", town,
            {"primary": 300.0, "junior": 200.0}, layout="R1", beds=260, aliases=(f"{towns[town][:-1]}学校{i or ''}",),
        )  # fmt: skip
    for i in range(max(1, round(students * 0.23 / 650))):
        town = i % len(towns)
        name = f"示例县{towns[town]}初级中学" if i < len(towns) else f"示例县第{i + 1}初级中学"
        planner.add(
            name, "初级中学", town, {"junior": 600.0}, layout="RF" if i == 0 else layouts[i % 3], beds=420,
            aliases=(f"{towns[town][:-1]}中学{i or ''}", f"示例县{towns[town][:-1]}农业中学{i or ''}"),
        )  # fmt: skip
    planner.add(
        "示例县特殊教育学校", "特殊教育学校", 0, {"primary": 50.0, "junior": 25.0}, layout="R1", beds=60,
        aliases=("县特校",),
    )  # fmt: skip


_NUMERALS = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"


def _upper_schools(planner: _Planner, students: int) -> None:
    public: dict[str, float | None] = {"tuition": 800.0, "lodging": 300.0}
    for i in range(max(1, round(students * 0.085 / 650))):
        planner.add(
            f"示例县第{i + 1}高级中学", "普通高中", 0, {"senior": 200.0 if i == 2 else 850.0},
            layout=("R2", "R1", "R3")[i % 3], beds=900,
            # The third, a small one, has not said its fee.
            fees={"tuition": None, "lodging": 300.0} if i == 2 else dict(public), aliases=(f"县{i + 1}中",),
        )  # fmt: skip
    for i in range(max(1, round(students * 0.015 / 400))):
        planner.add(
            f"示例县育才高级中学{i or ''}", "普通高中", 0, {"senior": 160.0}, layout="RX", private=True, beds=400,
            fees={"tuition": 4500.0, "public": 800.0, "lodging": 900.0}, aliases=(f"育才高中{i or ''}",),
        )  # fmt: skip
    for i in range(max(1, round(students * 0.07 / 1200))):
        planner.add(
            f"示例县职业中等专业学校{i or ''}", "中等职业学校", 0, {"vocational": 1200.0}, layout="RV", beds=1000,
            fees={"tuition": 1400.0, "lodging": 350.0}, aliases=(f"县职中{i or ''}", f"县职教中心{i or ''}"),
        )  # fmt: skip
