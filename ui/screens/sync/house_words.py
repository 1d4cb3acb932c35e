"""What is made out of settings or of our records, in a conflict: its words, and what a choice comes to."""

from collections.abc import Mapping

from ui.kit.i18n import QT_TRANSLATE_NOOP, translate

_FIELDS: Mapping[tuple[str, str], str] = {
    ("Organization", "name"): QT_TRANSLATE_NOOP("Sync", "机构名称"),
    ("Organization", "phone"): QT_TRANSLATE_NOOP("Sync", "机构电话"),
    ("Organization", "active"): QT_TRANSLATE_NOOP("Sync", "是否在用"),
    ("Location", "name"): QT_TRANSLATE_NOOP("Sync", "机构名称"),
    ("Location", "phone"): QT_TRANSLATE_NOOP("Sync", "机构电话"),
    ("Location", "managingOrganization"): QT_TRANSLATE_NOOP("Sync", "所属机构"),
    ("Practitioner", "name"): QT_TRANSLATE_NOOP("Sync", "人员姓名"),
    ("Practitioner", "active"): QT_TRANSLATE_NOOP("Sync", "是否在岗"),
    ("Device", "deviceName"): QT_TRANSLATE_NOOP("Sync", "工作站名称"),
    ("Device", "owner"): QT_TRANSLATE_NOOP("Sync", "所属机构"),
}

_ADVICE: Mapping[str, str] = {
    "Organization": QT_TRANSLATE_NOOP(
        "Sync", "本中心的资料以「设置」里的为准；要用平台的，请先在设置里改成一样，再在这里选"
    ),
    "Location": QT_TRANSLATE_NOOP(
        "Sync", "本中心的资料以「设置」里的为准；要用平台的，请先在设置里改成一样，再在这里选"
    ),
    "Practitioner": QT_TRANSLATE_NOOP(
        "Sync", "人员姓名和是否在岗以本机的账号为准；要用平台的，请管理员先改账号，再在这里选"
    ),
    "Device": QT_TRANSLATE_NOOP("Sync", "工作站的名称以本机为准；平台上的不一样，选本机，下次同步会传出"),
}

_FOLLOWING = frozenset(
    {
        "RelatedPerson",
        "AdverseEvent",
        "MedicationStatement",
        "ImmunizationRecommendation",
        "DocumentReference",
    }
)
_FOLLOWS = QT_TRANSLATE_NOOP(
    "Sync", "这一份由本机的记录自动生成：外院的改动不会留下；需要的话先改本机的记录，再合并保存"
)

_YES_NO = {"True": QT_TRANSLATE_NOOP("Sync", "是"), "False": QT_TRANSLATE_NOOP("Sync", "否")}


def is_of_house(type_: str) -> bool:
    """Whether a resource is about who writes, and about no resident."""
    return type_ in _ADVICE


def house_field(type_: str, label: str) -> str:
    """The name of a field; empty for one that has no words here."""
    said = _FIELDS.get((type_, label))
    return translate("Sync", said) if said else ""


def house_value(label: str, value: str | None) -> str | None:
    """A yes or no in words; anything else as it came."""
    return translate("Sync", _YES_NO[value]) if label == "active" and value in _YES_NO else value


def advice_on(type_: str) -> str:
    """What a choice comes to, in one sentence, for what is made anew out of settings or of our records."""
    said = _FOLLOWS if type_ in _FOLLOWING else _ADVICE.get(type_)
    return translate("Sync", said) if said else ""
