"""Invented names of people, towns and villages; the draws come from the caller's generator."""

from __future__ import annotations

from random import Random

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
# How often the first surnames occur against the last, roughly as in life.
_SURNAME_WEIGHTS = tuple(max(1, 60 - place) for place in range(len(_SURNAMES)))
_BOY = "伟强磊军洋勇杰涛明超平刚辉鹏华飞宇浩然子轩俊豪博文天昊泽家乐志远建国成龙晨阳旭凯嘉诚思源瑞霖梓睿"
_GIRL = "芳娜敏静丽艳娟霞秀英玲桂兰红梅玉莲雪晓燕婷欣怡雨涵诗琪梦瑶佳慧美琳思颖紫萱可馨若曦语桐婉清依诺"
SAME_SOUND = dict(
    zip("玉兰浩昊宇雨轩晨杰佳嘉欣馨明涛怡琳英文丽", "钰岚昊皓雨宇宣辰洁嘉佳馨欣铭滔宜林瑛雯莉", strict=True)
)
"""Characters that clerks write for each other."""
_SETTLED = ("阿依古丽·买买提", "古丽娜尔·艾山", "艾力江·吐尔逊", "巴合提·努尔兰", "扎西·次仁", "卓玛·央金")
_TOWNS = (
    "城关镇", "河东镇", "石桥镇", "柳林乡", "青山乡", "白水镇", "高坪乡", "大湾镇",
    "龙泉镇", "双河乡", "新田镇", "马岭乡", "黄土坡乡", "清溪镇", "北店乡", "南坪镇",
)  # fmt: skip
_VILLAGE_FIRST = "上下东西南北前后大小新老"
_VILLAGE_SECOND = ("王庄", "李家沟", "石门", "杨树湾", "赵坪", "河口", "松林", "竹园", "井坡", "塘边", "岭脚", "寨子")
_GUARDIAN_WEIGHTS = (("父亲", 62), ("母亲", 24), ("爷爷", 8), ("奶奶", 6))

TOWN_MOST = len(_TOWNS)


def towns(count: int) -> tuple[str, ...]:
    """Return that many towns; the first is the county seat.

    >>> towns(2)
    ('城关镇', '河东镇')
    """
    return _TOWNS[:count]


def village(rng: Random) -> str:
    """Return a village's name, such as ``上王庄村``."""
    return f"{rng.choice(_VILLAGE_FIRST)}{rng.choice(_VILLAGE_SECOND)}村"


class NameMaker:
    """Draws names. A family's children share its surname; a few names carry a middle dot."""

    __slots__ = ("_rng", "_surnames")

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._surnames = rng.choices(_SURNAMES, _SURNAME_WEIGHTS, k=4096)

    def surname(self) -> str:
        """Return one surname, the common ones more often."""
        return self._surnames[int(self._rng.random() * 4096)]

    def person(self, surname: str, *, boy: bool) -> str:
        """Return a full name of two or three characters."""
        pool = _BOY if boy else _GIRL
        draw = self._rng.random
        first = pool[int(draw() * len(pool))]
        if draw() < 0.16:
            return surname + first
        return surname + first + pool[int(draw() * len(pool))]

    def dotted(self) -> str:
        """Return a name written with a middle dot."""
        return self._rng.choice(_SETTLED)

    def relation(self) -> str:
        """Return who the account holder is to the child."""
        return self._rng.choices([word for word, _ in _GUARDIAN_WEIGHTS], [n for _, n in _GUARDIAN_WEIGHTS])[0]


def other_character(name: str, rng: Random) -> str:
    """Return ``name`` with its last character changed: a slip of the pen, the same person."""
    pool = [c for c in "钰玥瑜渝昱毓煜浴" if c != name[-1]]
    return name[:-1] + rng.choice(pool)


def wholly_other(name: str, rng: Random) -> str:
    """Return a name that shares no character with ``name``: another person's."""
    surname = rng.choice([c for c in "欧阮祝柯甘游" if c not in name])
    return surname + rng.choice("炜垚") + rng.choice("锴岚")
