"""What a comparison with the platform has found, in sentences."""

from collections.abc import Callable, Iterable
from datetime import datetime

from healthdesk.services.platform import Compared
from ui.kit.i18n import translate
from ui.screens.sync.record_words import record_words


def found_words(compared: Compared, moment: Callable[[datetime], str]) -> str:
    """When everything was compared, what was the same, what was not, and what has become of it."""
    said = [
        translate("Sync", "{at} 与平台逐条核对：{count:,} 条两边一致").format(
            at=moment(compared.since), count=compared.agreeing
        )
    ]
    if compared.queued_again:
        text = translate("Sync", "平台上少了或退回旧版的 {records}，已重新排队上传")
        said.append(text.format(records=_listed(compared.queued_again)))
    if compared.fetched:
        text = translate("Sync", "平台上有、本机没有或较旧的 {records}，已取回")
        said.append(text.format(records=_listed(compared.fetched)))
    if compared.left:
        text = translate("Sync", "平台上有、本机读不懂的 {records}，请告诉平台管理员")
        said.append(text.format(records=_listed(compared.left)))
    if compared.refused:
        names = dict.fromkeys(record_words(type_) for type_ in compared.refused)
        said.append(
            translate("Sync", "平台不让列出 {records}，没有核对").format(records=_between().join(names))
        )
    if compared.open:
        said.append(translate("Sync", "还有 {count} 类没有核对").format(count=compared.open))
    return translate("Sync", "；").join(said)


def _listed(found: Iterable[tuple[str, int]]) -> str:
    """Types that have the same word on the desk are counted together."""
    many: dict[str, int] = {}
    for type_, count in found:
        word = record_words(type_)
        many[word] = many.get(word, 0) + count
    one = translate("Sync", "{record} {count} 条")
    return _between().join(one.format(record=word, count=count) for word, count in many.items())


def _between() -> str:
    return translate("Sync", "、")
