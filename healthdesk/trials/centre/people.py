"""Invented people: names usual for their generation, valid numbers of a county that does not exist."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from healthdesk.base.ids import Ids
from healthdesk.domain import identity
from healthdesk.trials.centre.draw import Draw, material

HAN = "汉族"


@dataclass(slots=True)
class Someone:
    """A person before the archive is opened. `diseases` maps option numbers of 既往史 to the first day.

    `parents` are father and mother where they live in the same household.
    """

    id: str
    name: str
    sex: str
    born: date
    ethnic: str = HAN
    id_no: str | None = None
    phone: str | None = None
    role: str = "head"
    status: str = "active"
    is_pregnant: bool = False
    diseases: dict[str, date] = field(default_factory=dict)
    parents: tuple["Someone | None", "Someone | None"] = (None, None)

    def age(self, day: date) -> int:
        """Completed years."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


class People:
    """Makes people one after the other; numbers never repeat."""

    def __init__(self, draw: Draw, ids: Ids, as_of: date) -> None:
        self._draw = draw
        self._ids = ids
        self._as_of = as_of
        self._material = material("names")
        places = material("places")
        self._region = places["county"]["code"]
        self._phone_prefix = places["phone_prefix"]
        self._used: set[str] = set()

    def someone(self, low: int, high: int, sex: str, *, like: Someone | None = None) -> Someone:
        """A person of `low` to `high` years, named like the father `like` when there is one."""
        born = self._born(low, high)
        ethnic = like.ethnic if like else self._ethnic()
        name = self._name(born, sex, ethnic, like)
        return Someone(self._ids.new(), name, sex, born, ethnic)

    def with_numbers(self, person: Someone, *, own_phone: bool) -> Someone:
        """Give an identity number and, to those who have one, a telephone."""
        person.id_no = self._id_no(person.born, person.sex)
        if own_phone:
            person.phone = self._unused(lambda: f"{self._phone_prefix}{self._draw.number(0, 99_999_999):08d}")
        return person

    def _born(self, low: int, high: int) -> date:
        last = self._as_of.replace(year=self._as_of.year - low, day=min(self._as_of.day, 28))
        first = self._as_of.replace(year=self._as_of.year - high - 1, day=min(self._as_of.day, 28))
        return self._draw.day(first, last)

    def _ethnic(self) -> str:
        share = self._material["own_names_share"]
        if self._draw.happens(share):
            groups = self._material["own_names"]
            return str(self._draw.one(groups)["ethnic"])
        if self._draw.happens(self._material["ethnic_share"]):
            return self._draw.pick(self._material["ethnic_with_chinese_names"])
        return HAN

    def _name(self, born: date, sex: str, ethnic: str, father: Someone | None) -> str:
        kind = "male" if sex == "1" else "female"
        for group in self._material["own_names"]:
            if group["ethnic"] == ethnic:
                own = str(self._draw.one(group[kind]))
                return f"{own}·{self._fathers_name(group['fathers'], father)}" if group["dotted"] else own
        generation = next(g for g in self._material["generations"] if born.year <= g["born_to"])
        given: list[str] = generation[kind]
        count = 1 if self._draw.happens(generation["single"]) else 2
        characters = [self._draw.one(given) for _ in range(count)]
        if self._draw.happens(self._material["rare_share"]):
            characters[-1] = self._draw.one(self._material["rare_characters"])
        return self._surname(father) + "".join(characters)

    def _fathers_name(self, fathers: list[str], father: Someone | None) -> str:
        return father.name.partition("·")[0] if father else self._draw.one(fathers)

    def _surname(self, father: Someone | None) -> str:
        if father:
            is_compound = father.name[:2] in self._material["compound_surnames"]
            return father.name[: 2 if is_compound else 1]
        is_compound = self._draw.happens(self._material["compound_share"])
        return self._draw.pick(self._material["compound_surnames" if is_compound else "surnames"])

    def _id_no(self, born: date, sex: str) -> str:
        def attempt() -> str:
            order = self._draw.number(0, 499) * 2 + (1 if sex == "1" else 0)
            body = f"{self._region}{born:%Y%m%d}{order:03d}"
            return body + identity.check_character(body)

        return self._unused(attempt)

    def _unused(self, attempt: Callable[[], str]) -> str:
        while (made := attempt()) in self._used:
            continue
        self._used.add(made)
        return made
