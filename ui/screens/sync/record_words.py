"""Records and fields in the words of the desk."""

from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Item
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.words import listed, of_form

_RECORDS = {
    "Resident": QT_TRANSLATE_NOOP("Sync", "个人基本信息"),
    "Patient": QT_TRANSLATE_NOOP("Sync", "个人基本信息"),
    "Visit": QT_TRANSLATE_NOOP("Sync", "随访"),
    "Encounter": QT_TRANSLATE_NOOP("Sync", "随访"),
    "QuestionnaireResponse": QT_TRANSLATE_NOOP("Sync", "随访表"),
    "Vaccination": QT_TRANSLATE_NOOP("Sync", "接种"),
    "Immunization": QT_TRANSLATE_NOOP("Sync", "接种"),
    "Referral": QT_TRANSLATE_NOOP("Sync", "转出单"),
    "ServiceRequest": QT_TRANSLATE_NOOP("Sync", "转出单"),
    "Task": QT_TRANSLATE_NOOP("Sync", "转诊进展"),
    "Enrolment": QT_TRANSLATE_NOOP("Sync", "项目管理"),
    "EpisodeOfCare": QT_TRANSLATE_NOOP("Sync", "项目管理"),
    "CentreRecord": QT_TRANSLATE_NOOP("Sync", "公共卫生登记"),
    "Lot": QT_TRANSLATE_NOOP("Sync", "疫苗批号"),
    "Movement": QT_TRANSLATE_NOOP("Sync", "疫苗出入库"),
    "Refrigerator": QT_TRANSLATE_NOOP("Sync", "冰箱"),
    "Temperature": QT_TRANSLATE_NOOP("Sync", "冰箱测温"),
    "Family": QT_TRANSLATE_NOOP("Sync", "家庭"),
    "Group": QT_TRANSLATE_NOOP("Sync", "家庭"),
    "Appointment": QT_TRANSLATE_NOOP("Sync", "预约"),
    "BookingSlot": QT_TRANSLATE_NOOP("Sync", "号源"),
    "OutsideFact": QT_TRANSLATE_NOOP("Sync", "外部记录"),
    "AllergyIntolerance": QT_TRANSLATE_NOOP("Sync", "过敏"),
    "Condition": QT_TRANSLATE_NOOP("Sync", "疾病"),
    "Observation": QT_TRANSLATE_NOOP("Sync", "测量值"),
    "MedicationStatement": QT_TRANSLATE_NOOP("Sync", "用药"),
    "ImmunizationRecommendation": QT_TRANSLATE_NOOP("Sync", "接种预告"),
    "DocumentReference": QT_TRANSLATE_NOOP("Sync", "转诊单的目录"),
    "AdverseEvent": QT_TRANSLATE_NOOP("Sync", "不良反应"),
    "RelatedPerson": QT_TRANSLATE_NOOP("Sync", "联系人"),
    "CarePlan": QT_TRANSLATE_NOOP("Sync", "项目管理"),
    "Organization": QT_TRANSLATE_NOOP("Sync", "机构"),
    "Location": QT_TRANSLATE_NOOP("Sync", "机构"),
    "Practitioner": QT_TRANSLATE_NOOP("Sync", "人员"),
    "Device": QT_TRANSLATE_NOOP("Sync", "工作站"),
    "house": QT_TRANSLATE_NOOP("Sync", "本机构、人员和工作站"),
    "demo": QT_TRANSLATE_NOOP("Sync", "成批导入"),
}

_FIELDS = {
    "phone": QT_TRANSLATE_NOOP("Sync", "联系电话"),
    "responsible_doctor": QT_TRANSLATE_NOOP("Sync", "责任医生"),
    "given_on": QT_TRANSLATE_NOOP("Sync", "接种日期"),
    "lot": QT_TRANSLATE_NOOP("Sync", "批号"),
    "vaccine": QT_TRANSLATE_NOOP("Sync", "疫苗"),
    "expires_on": QT_TRANSLATE_NOOP("Sync", "有效期"),
    "status": QT_TRANSLATE_NOOP("Sync", "状态"),
    "deceased": QT_TRANSLATE_NOOP("Sync", "是否死亡"),
    "deceasedDateTime": QT_TRANSLATE_NOOP("Sync", "死亡日期"),
    "next_due": QT_TRANSLATE_NOOP("Sync", "下次日期"),
    "archive_no": QT_TRANSLATE_NOOP("Sync", "档案编号"),
    "family_id": QT_TRANSLATE_NOOP("Sync", "家庭"),
    "family_role": QT_TRANSLATE_NOOP("Sync", "与户主关系"),
    "distinct_from": QT_TRANSLATE_NOOP("Sync", "不是同一个人的档案"),
    "author": QT_TRANSLATE_NOOP("Sync", "记录医生"),
    "authored": QT_TRANSLATE_NOOP("Sync", "签署时间"),
    "subject": QT_TRANSLATE_NOOP("Sync", "居民"),
    "patient": QT_TRANSLATE_NOOP("Sync", "居民"),
    "note": QT_TRANSLATE_NOOP("Sync", "备注"),
    "held-by": QT_TRANSLATE_NOOP("Sync", "这个号给了谁"),
    "site": QT_TRANSLATE_NOOP("Sync", "部位"),
    "code": QT_TRANSLATE_NOOP("Sync", "过敏物或疾病"),
    "clinicalStatus": QT_TRANSLATE_NOOP("Sync", "现在是否仍有"),
    "verificationStatus": QT_TRANSLATE_NOOP("Sync", "是否属实"),
}

_STATUSES = {
    "active": QT_TRANSLATE_NOOP("Sync", "有"),
    "inactive": QT_TRANSLATE_NOOP("Sync", "不再有"),
    "resolved": QT_TRANSLATE_NOOP("Sync", "不再有"),
    "confirmed": QT_TRANSLATE_NOOP("Sync", "属实"),
    "unconfirmed": QT_TRANSLATE_NOOP("Sync", "未证实"),
    "refuted": QT_TRANSLATE_NOOP("Sync", "已否定"),
    "entered-in-error": QT_TRANSLATE_NOOP("Sync", "录入有误"),
}
"""What the platform says of an allergy or a disease; any other word as it came."""

_BETWEEN = "、"
"""Stands between the values of a field with several, as `sync` shows them."""

_FORMS = ("personal-information", "hypertension-visit", "diabetes-visit", "referral-out")

_WHOSE = frozenset({"patient", "subject"})
_NOBODY_HERE = QT_TRANSLATE_NOOP("Sync", "本机没有其档案的人")


def record_words(noun: str) -> str:
    """What kind of record it is; an unknown one as it came."""
    return translate("Sync", _RECORDS[noun]) if noun in _RECORDS else noun


def field_words(forms: Forms, label: str, form: str = "") -> str:
    """The name of a field as it stands on the form; an unknown one as it came."""
    item = _item(forms, label, form)
    if label in _FIELDS and not (form and item):
        return translate("Sync", _FIELDS[label])
    return of_form(item.text) if item else label


def value_words(forms: Forms, label: str, value: str | None, form: str = "") -> str:
    """Option numbers as the words beside them; anything else as it came."""
    if not value:
        return "–"
    if label in _WHOSE and value.startswith("Patient/"):  # those who are here are named already
        return translate("Sync", _NOBODY_HERE)
    if label in ("clinicalStatus", "verificationStatus") and value in _STATUSES:
        return translate("Sync", _STATUSES[value])
    item = _item(forms, label, form)
    if item is None or not item.options:
        return value
    options = [item.option(code) for code in value.split(_BETWEEN)]
    known = [of_form(option.text) for option in options if option]
    return listed(known) if len(known) == len(options) else value


def _item(forms: Forms, label: str, form: str) -> Item | None:
    wanted = (form,) if form else _FORMS
    return next((one.item(label) for one in forms.sound(wanted) if one.has(label)), None)
