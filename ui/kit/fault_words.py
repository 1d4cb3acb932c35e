"""What is wrong with a file of forms, rules or codes; the core's own words are for whoever writes one."""

import re

from ui.kit.i18n import QT_TRANSLATE_NOOP, translate

_WHOLE_FILE = ("", "form", "layout")
"""Places that are no place: the file as a whole is meant."""

_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"not-json|JSON is malformed.*|Input data was truncated.*|no object", QT_TRANSLATE_NOOP(
        "Fault", "文件不完整，读不出来（多半没有拷完，或被别的软件改过）")),
    (r"not-utf-8|.*codec can't decode.*|Invalid UTF-8.*", QT_TRANSLATE_NOOP(
        "Fault", "文件不是 UTF-8 编码，可能被别的软件另存过")),
    (r"missing|no files|\w*(?:FileNotFound|Permission|IsADirectory|OS)Error|\[Errno.*", QT_TRANSLATE_NOOP(
        "Fault", "文件缺失或打不开，没有拷全或没有权限")),
    (r"not-a-questionnaire|no-key-or-version|the key is not the name of the file", QT_TRANSLATE_NOOP(
        "Fault", "不是这类文件，或文件名和里面写的名称不一致，可能放错了或改过名")),
    (r"unknown-noun|unreadable.*|Expected .*|Object .*|Invalid .*", QT_TRANSLATE_NOOP(
        "Fault", "有一处写法这个程序读不懂，可能是更新的程序用的，或手改时写错")),
    (r"unknown word (?P<what>.+)", QT_TRANSLATE_NOOP(
        "Fault", "「{what}」这个程序不认得，可能是更新的程序用的")),
    (r"unknown (?:calculation|check|code list) (?P<what>.+)", QT_TRANSLATE_NOOP(
        "Fault", "要用的「{what}」这个程序里没有，可能是更新的程序用的")),
    (r"unknown-item", QT_TRANSLATE_NOOP("Fault", "提到的这一项表上没有")),
    (r"repeated-link-id|code-twice|option-number-twice|two products of one code", QT_TRANSLATE_NOOP(
        "Fault", "同一个编号写了两次")),
    (r"no-link-id|no-text|no-code-or-text", QT_TRANSLATE_NOOP("Fault", "缺编号或名称")),
    (r"no-options", QT_TRANSLATE_NOOP("Fault", "是选择题，却没有选项")),
    (r"condition on (?P<what>\S+), which does not come before", QT_TRANSLATE_NOOP(
        "Fault", "要看「{what}」才知道问不问，可它不在前面")),
    (r"(?:condition on|begins with) (?P<what>\S+), which it does not offer", QT_TRANSLATE_NOOP(
        "Fault", "用到「{what}」，可没有这个选项")),
    (r"limits .*|soft limits .*|setting (?P<what>\S+): not within its bounds|(?P<other>\S+) cannot be .*",
     QT_TRANSLATE_NOOP("Fault", "上下限或取值互相矛盾")),
    (r"date|date-order", QT_TRANSLATE_NOOP("Fault", "日期写错，或起止颠倒")),
    (r"no-such-form|first form: (?P<what>\S+) is none of its forms|needed, but not asked by (?P<other>\S+)"
     r"|not an item of .*|not an option of .*", QT_TRANSLATE_NOOP(
        "Fault", "规则要用的表或题目，现有的表里没有：规则和表的版本可能不配套")),
    (r"rule (?P<what>\S+): no .*|\w+ (?P<other>\S+): no class .*", QT_TRANSLATE_NOOP(
        "Fault", "一条规则用到的判断、分级或日程没有写")),
    (r"no (?:province|edition|setting|place) (?P<what>.+)|nothing to change: (?P<other>.+)",
     QT_TRANSLATE_NOOP("Fault", "要用的「{what}」没有，文件可能没有拷全")),
    (r"nothing is said about (?P<what>.+)|.*no words for (?P<other>.+)", QT_TRANSLATE_NOOP(
        "Fault", "「{what}」没有写要对人说的话")),
    (r"in force on the same day as (?P<what>.+)", QT_TRANSLATE_NOOP(
        "Fault", "与「{what}」同一天起用，不知道听哪个")),
    (r".*(?:comes first|no place .*|longer than what is asked for|window ends before the interval"
     r"|late before it may be given|planned before it counts|closed before it may be given"
     r"|more doses than in all|is nobody)", QT_TRANSLATE_NOOP("Fault", "剂次的年龄、间隔或次数互相矛盾")),
)  # fmt: skip


def fault_words(fault: str) -> str:
    """Why the file cannot be used, and the likely reason."""
    for pattern, words in _SENTENCES:
        if found := re.fullmatch(pattern, fault, re.DOTALL):
            named = [one for one in found.groups() if one]
            return translate("Fault", words).format(what=named[0].strip("'") if named else "")
    return translate("Fault", "内容有错，这个程序不能用它")


def place_words(file: str, item: str) -> str:
    """Which file, and where in it: whoever mends it looks for exactly these names."""
    if item in _WHOLE_FILE:
        return translate("Fault", "“{file}”").format(file=file)
    return translate("Fault", "“{file}”里的 {item}").format(file=file, item=item)
