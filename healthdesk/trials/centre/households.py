"""Invented households: who lives with whom, where, and what they suffer from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from healthdesk.base.ids import Ids
from healthdesk.trials.centre.draw import Draw, material, share_at
from healthdesk.trials.centre.people import People, Someone

HYPERTENSION, DIABETES, COPD, MENTAL, TUBERCULOSIS = "2", "3", "5", "8", "9"
"""Option numbers of 既往史 疾病 (archive-chronic/02 item 20)."""

OLDEST = 96
ADULT = 18
YOUNGEST_PARENT, OLDEST_PARENT = 24, 38


@dataclass(slots=True)
class Household:
    """A family with one address. `village` is the 12-digit code; `members` begin with the head."""

    id: str
    village: str
    township: str
    community: str
    address: str
    is_rural: bool
    members: list[Someone] = field(default_factory=list)


class Households:
    """Makes households until the centre is full."""

    def __init__(self, draw: Draw, ids: Ids, as_of: date) -> None:
        self._draw = draw
        self._ids = ids
        self._as_of = as_of
        self._people = People(draw, ids, as_of)
        self._centre = material("centre")
        places = material("places")
        self._county = places["county"]["name"]
        self._towns = {
            village["code"]: (town, village) for town in places["towns"] for village in town["villages"]
        }
        self._weights = {code: float(village["weight"]) for code, (_, village) in self._towns.items()}
        self._kinds = {key: value for key, value in self._centre["households"].items() if key != "about"}

    def make(self, residents: int) -> Iterator[Household]:
        """Households with exactly `residents` members in all."""
        left = residents
        while left:
            household = self._household()
            household.members = household.members[:left]
            left -= len(household.members)
            yield household

    def _household(self) -> Household:
        code = self._draw.pick(self._weights)
        town, village = self._towns[code]
        address = f"{self._county}{town['name']}{village['name']}{self._house(village)}"
        household = Household(self._ids.new(), code, town["name"], village["name"], address, town["is_rural"])
        household.members = getattr(self, f"_{self._draw.pick(self._kinds)}")()
        for person in household.members:
            self._complete(person)
        return household

    def _house(self, village: dict[str, Any]) -> str:
        draw = self._draw
        if not village["roads"]:
            return f"{draw.number(1, 12)}组{draw.number(1, 120)}号"
        road = draw.one(village["roads"])
        room = f"{draw.number(1, 6)}0{draw.number(1, 4)}"
        return f"{road}{draw.number(1, 220)}号{draw.number(1, 12)}幢{draw.number(1, 4)}单元{room}室"

    def _complete(self, person: Someone) -> None:
        age = person.age(self._as_of)
        has_number = age >= 1 or not self._draw.happens(self._centre["no_id_number_under_one"])
        if has_number:
            self._people.with_numbers(person, own_phone=age >= ADULT)
        if person.role == "child" and age < ADULT:
            return
        self._fall_ill(person, age)
        person.status = self._draw.pick(self._centre["status"]) if age >= 30 else "active"

    def _fall_ill(self, person: Someone, age: int) -> None:
        centre, draw = self._centre, self._draw
        has_pressure = draw.happens(share_at(centre["hypertension"]["shares"], age))
        sugar = share_at(centre["diabetes"]["shares"], age)
        half = centre["diabetes"]["with_hypertension"] / max(
            share_at(centre["hypertension"]["shares"], age), 0.01
        )
        with_pressure = min(0.9, sugar * half)
        found = {
            HYPERTENSION: has_pressure,
            DIABETES: draw.happens(with_pressure if has_pressure else sugar * 0.6),
            COPD: draw.happens(share_at(centre["copd"]["shares"], age)),
            MENTAL: draw.happens(share_at(centre["severe-mental-disorder"]["shares"], age)),
            TUBERCULOSIS: draw.happens(share_at(centre["tuberculosis"]["shares"], age)),
        }
        for code, is_ill in found.items():
            if is_ill:
                years = draw.number(1, max(2, min(15, age - 34)))
                person.diseases[code] = self._as_of - timedelta(days=365 * years + draw.number(0, 300))
        pregnant = centre["pregnant"]
        if person.sex == "2" and pregnant["from"] <= age <= pregnant["to"]:
            person.is_pregnant = draw.happens(pregnant["share"])

    def _single(self) -> list[Someone]:
        return [self._adult(20, 62)]

    def _single_elder(self) -> list[Someone]:
        return [self._adult(63, OLDEST)]

    def _couple(self) -> list[Someone]:
        return self._pair(24, 62)

    def _elder_couple(self) -> list[Someone]:
        return self._pair(60, 86)

    def _couple_children(self) -> list[Someone]:
        pair = self._pair(30, 60)
        return pair + self._children(*pair)

    def _one_parent(self) -> list[Someone]:
        parent = self._adult(26, 52)
        father, mother = (parent, None) if parent.sex == "1" else (None, parent)
        return [parent, *self._children(father, mother)]

    def _three_generations(self) -> list[Someone]:
        pair = self._pair(29, 56)
        father = pair[0]
        age = father.age(self._as_of)
        elder_m = self._people.someone(age + 22, min(OLDEST, age + 32), "1", like=father)
        elder_f = self._people.someone(age + 20, min(OLDEST, age + 32), "2")
        elder_m.role = elder_f.role = "parent"
        elders = [elder_m, elder_f] if self._draw.happens(0.62) else [self._draw.one([elder_m, elder_f])]
        known = tuple(one if one in elders else None for one in (elder_m, elder_f))
        father.parents = (known[0], known[1])
        return pair + elders + self._children(*pair)

    def _adult(self, low: int, high: int) -> Someone:
        return self._people.someone(low, high, "1" if self._draw.happens(0.5) else "2")

    def _pair(self, low: int, high: int) -> list[Someone]:
        husband = self._people.someone(low, high, "1")
        age = husband.age(self._as_of)
        wife = self._people.someone(max(22, age - 6), max(23, age + 2), "2")
        wife.role = "spouse"
        return [husband, wife]

    def _children(self, father: Someone | None, mother: Someone | None) -> list[Someone]:
        parent = mother or father
        years = parent.age(self._as_of) if parent else OLDEST
        oldest, youngest = min(24, years - YOUNGEST_PARENT), max(0, years - OLDEST_PARENT)
        if oldest < youngest:
            return []
        count = int(self._draw.pick(self._centre["children"]))
        children = []
        for _ in range(count):
            sex = "1" if self._draw.happens(0.52) else "2"
            age = youngest + round((oldest - youngest) * self._draw.rising())
            child = self._people.someone(age, age, sex, like=father or mother)
            child.role, child.parents = "child", (father, mother)
            children.append(child)
        return children
