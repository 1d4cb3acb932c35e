"""Expected errors as sentences for the person at the desk: what happened, why, what to do."""

import math
from dataclasses import dataclass

from healthdesk.base import errors
from ui.kit.fault_words import fault_words, place_words
from ui.kit.field_words import field_words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate


@dataclass(frozen=True, slots=True)
class Message:
    """`what` happened in half a line; `do` says what helps, and why it happened where that is known."""

    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.what}。{self.do}"


_FIXED = {
    errors.Unreachable: (
        QT_TRANSLATE_NOOP("Message", "连不上区域平台"),
        QT_TRANSLATE_NOOP("Message", "网络不通或平台停机；工作照常，记录已存在本机，联网后自动上传"),
    ),
    errors.AnswerUnclear: (
        QT_TRANSLATE_NOOP("Message", "平台的回答看不懂"),
        QT_TRANSLATE_NOOP("Message", "可能被上网认证页拦住；请用浏览器看看网络，程序核对后再重传，不会重复"),
    ),
    errors.Unauthenticated: (
        QT_TRANSLATE_NOOP("Message", "平台不认这台工作站"),
        QT_TRANSLATE_NOOP("Message", "令牌已过期或被收回；请管理员在“设置”里重新填写平台令牌"),
    ),
    errors.Untrusted: (
        QT_TRANSLATE_NOOP("Message", "应答者的证书不可信，什么也没有发出"),
        QT_TRANSLATE_NOOP(
            "Message",
            "平台换过证书就向平台方要新的证书或指纹；没换过可能有人冒充，请报告。记录都在本机",
        ),
    ),
    errors.Outdated: (
        QT_TRANSLATE_NOOP("Message", "平台要求更新版本的程序"),
        QT_TRANSLATE_NOOP("Message", "照常工作，记录都在本机排队；请管理员升级本程序，升级后自动上传"),
    ),
    errors.PlatformFull: (
        QT_TRANSLATE_NOOP("Message", "平台的存储空间已满"),
        QT_TRANSLATE_NOOP("Message", "照常工作，记录都在本机排队；请告诉平台管理员，腾出空间后自动上传"),
    ),
    errors.StoreAbsent: (
        QT_TRANSLATE_NOOP("Message", "找不到数据文件夹"),
        QT_TRANSLATE_NOOP("Message", "文件夹被移走或磁盘没接上；请接好磁盘，或从备份恢复"),
    ),
    errors.StoreExists: (
        QT_TRANSLATE_NOOP("Message", "这个文件夹里已有数据"),
        QT_TRANSLATE_NOOP("Message", "为免盖掉原来的记录，没有新建；请直接登录，或另选一个空文件夹"),
    ),
    errors.StoreCorrupt: (
        QT_TRANSLATE_NOOP("Message", "数据文件已损坏"),
        QT_TRANSLATE_NOOP("Message", "原文件没有改动；请不要继续使用，用“恢复备份”取回最近一次自动备份"),
    ),
    errors.StoreTooNew: (
        QT_TRANSLATE_NOOP("Message", "数据由更新版本的程序写成"),
        QT_TRANSLATE_NOOP("Message", "本程序较旧，打开会丢内容，所以没有打开；请先升级本程序"),
    ),
    errors.StoreLocked: (
        QT_TRANSLATE_NOOP("Message", "数据正被另一个程序使用"),
        QT_TRANSLATE_NOOP("Message", "可能已经开着一个窗口；请关掉另一个再试"),
    ),
    errors.StoreReadOnly: (
        QT_TRANSLATE_NOOP("Message", "数据文件夹不能写入"),
        QT_TRANSLATE_NOOP("Message", "文件夹设了只读，或当前用户没有权限；请联系管理员改正权限后重开程序"),
    ),
    errors.DiskFull: (
        QT_TRANSLATE_NOOP("Message", "磁盘已满，这一次没有存上"),
        QT_TRANSLATE_NOOP("Message", "以前存的都在；请腾出磁盘空间后再存一次，不要关闭窗口"),
    ),
    errors.PackageUnusable: (
        QT_TRANSLATE_NOOP("Message", "这个文件不是数据包，或被改动、没有拷完"),
        QT_TRANSLATE_NOOP("Message", "里面的内容一点也没有用；请从写出它的工作站重新拷一次"),
    ),
    errors.KeysMissing: (
        QT_TRANSLATE_NOOP("Message", "密钥文件缺失或读不出"),
        QT_TRANSLATE_NOOP("Message", "没有它数据打不开；请从备份里取回密钥文件 keys.json"),
    ),
    errors.KeyringMissing: (
        QT_TRANSLATE_NOOP("Message", "本机没有可信的系统密钥库"),
        QT_TRANSLATE_NOOP("Message", "密钥没有写成明文；无人值守同步用不了，登录后照常同步"),
    ),
    errors.KeyringLocked: (
        QT_TRANSLATE_NOOP("Message", "系统密钥库还锁着"),
        QT_TRANSLATE_NOOP("Message", "请先登录电脑解锁密钥库再试；用密码登录不受影响"),
    ),
    errors.StaleRecord: (
        QT_TRANSLATE_NOOP("Message", "这份记录刚被别人改过"),
        QT_TRANSLATE_NOOP("Message", "为免盖掉对方的改动，没有保存；你写的还在草稿里，请重新打开核对后再存"),
    ),
    errors.NotFound: (
        QT_TRANSLATE_NOOP("Message", "找不到这份记录"),
        QT_TRANSLATE_NOOP("Message", "可能已被合并或编号有误；请用 F3 重新查找"),
    ),
    errors.Cancelled: (
        QT_TRANSLATE_NOOP("Message", "已停止"),
        QT_TRANSLATE_NOOP("Message", "没有留下做了一半的东西；需要时再做一次"),
    ),
    errors.NotAllowed: (
        QT_TRANSLATE_NOOP("Message", "当前岗位不能做这件事"),
        QT_TRANSLATE_NOOP("Message", "请换有权限的人登录，或请管理员调整岗位"),
    ),
}

_REASONS = {
    "required": QT_TRANSLATE_NOOP("Message", "必填，还没有填"),
    "range": QT_TRANSLATE_NOOP("Message", "超出可能的范围，请核对"),
    "future": QT_TRANSLATE_NOOP("Message", "日期在今天之后，请核对"),
    "past": QT_TRANSLATE_NOOP("Message", "日期早于允许的最早一天，请核对"),
    "date": QT_TRANSLATE_NOOP("Message", "不是日期，可写 0315、-7 或 t"),
    "is-a-folder": QT_TRANSLATE_NOOP("Message", "这是一个文件夹，请选里面的文件"),
    "absent": QT_TRANSLATE_NOOP("Message", "找不到这个文件，请核对位置"),
    "not-a-file": QT_TRANSLATE_NOOP("Message", "这是设备或管道，不是文件，请另取文件名"),
    "control-signs": QT_TRANSLATE_NOOP("Message", "含有看不见的控制字符，请重新输入"),
    "no-form": QT_TRANSLATE_NOOP("Message", "这个项目在本程序里还没有随访表"),
    "another-age-or-sex": QT_TRANSLATE_NOOP("Message", "年龄或性别不符合这张表，请核对居民的基本信息"),
    "age-in-months": QT_TRANSLATE_NOOP("Message", "这一天的月龄不在这张表的范围，请换一张表或核对日期"),
    "age-in-years": QT_TRANSLATE_NOOP("Message", "这一天的年龄不在这张表的范围，请换一张表或核对日期"),
    "unencrypted": QT_TRANSLATE_NOOP("Message", "地址不加密，资料会被路上的人看见；请用 https 开头的"),
    "wrong": QT_TRANSLATE_NOOP("Message", "密码不对，请核对"),
    "slot-taken": QT_TRANSLATE_NOOP("Message", "这个号已经给了别人，请回绝或请居民另约"),
    "unknown-slot": QT_TRANSLATE_NOOP("Message", "平台还没有把这个号传来，请先同步"),
    "answered": QT_TRANSLATE_NOOP("Message", "已经答复过，或居民自己取消了"),
    "nothing-waits": QT_TRANSLATE_NOOP("Message", "没有等着上传的记录"),
    "never-met": QT_TRANSLATE_NOOP("Message", "这台工作站还没有和平台见过面，请先连网同步一次"),
    "another-station": QT_TRANSLATE_NOOP("Message", "这是别的工作站的回执，请拿回那台去读"),
    "not-its-key": QT_TRANSLATE_NOOP("Message", "私钥与本机证书不是一对，请核对是不是选错了"),
    "with-password": QT_TRANSLATE_NOOP("Message", "私钥加了密码，请向平台方要不带密码的"),
    "sha256": QT_TRANSLATE_NOOP("Message", "指纹是 64 位十六进制数（SHA-256），请核对"),
    "long": QT_TRANSLATE_NOOP("Message", "太长，请核对是否贴错了内容"),
    "running": QT_TRANSLATE_NOOP("Message", "正在同步，请等它结束"),
    "date-order": QT_TRANSLATE_NOOP("Message", "两个日期先后颠倒，请核对"),
    "check-digit": QT_TRANSLATE_NOOP("Message", "身份证号末位校验不符，请对照证件再录一次"),
    "option": QT_TRANSLATE_NOOP("Message", "不在可选项里，请重新选择"),
    "exclusive": QT_TRANSLATE_NOOP("Message", "与其他选项互斥，只能单独选"),
    "length": QT_TRANSLATE_NOOP("Message", "字数超出，请缩短"),
    "format": QT_TRANSLATE_NOOP("Message", "写法不对，请核对"),
    "number": QT_TRANSLATE_NOOP("Message", "不是数字，请重新输入"),
    "duplicate": QT_TRANSLATE_NOOP("Message", "已经有人用了，请核对"),
    "another-sex": QT_TRANSLATE_NOOP("Message", "不符合居民的性别，请核对"),
    "teeth": QT_TRANSLATE_NOOP("Message", "写牙位数字 1 到 8，每颗一次"),
    "not-listed": QT_TRANSLATE_NOOP("Message", "诊断当天不在法定传染病名单里，请核对"),
    "overlap": QT_TRANSLATE_NOOP("Message", "与上一份协议的期限重叠，请核对"),
    "own-name": QT_TRANSLATE_NOOP("Message", "至少要有一位责任医生以外的会诊医生"),
    "short": QT_TRANSLATE_NOOP("Message", "太短，请加长"),
    "decimals": QT_TRANSLATE_NOOP("Message", "小数位太多，请核对"),
    "characters": QT_TRANSLATE_NOOP("Message", "只能有数字，末位可为 X"),
    "region": QT_TRANSLATE_NOOP("Message", "前六位不是行政区划，请对照证件"),
    "check-character": QT_TRANSLATE_NOOP("Message", "末位校验不符，请对照证件再录一次"),
    "birth-date": QT_TRANSLATE_NOOP("Message", "中间八位不是出生日期，请对照证件"),
    "too-short": QT_TRANSLATE_NOOP("Message", "太短，请加长"),
    "taken": QT_TRANSLATE_NOOP("Message", "已经有人用了，请换一个"),
    "own-account": QT_TRANSLATE_NOOP("Message", "不能停用自己，请另一位管理员来做"),
    "order": QT_TRANSLATE_NOOP("Message", "两个数大小颠倒，请核对"),
    "not-zero": QT_TRANSLATE_NOOP("Message", "另一项为零，这里也应为零"),
    "dead": QT_TRANSLATE_NOOP("Message", "这位居民已登记死亡，不能再写"),
    "another-person": QT_TRANSLATE_NOOP("Message", "与档案不符；要改请先改健康档案"),
    "merged": QT_TRANSLATE_NOOP("Message", "这份档案已并入另一份，请打开合并后的档案"),
    "deleted": QT_TRANSLATE_NOOP("Message", "这份档案已在平台上删除，不能再写"),
    "answered-there": QT_TRANSLATE_NOOP("Message", "对方已有最后答复，这张单不能再改，请另开一张"),
    "void": QT_TRANSLATE_NOOP("Message", "这份记录已作废，不能再改"),
    "after-death": QT_TRANSLATE_NOOP("Message", "日期在死亡之后，请核对"),
    "before-birth": QT_TRANSLATE_NOOP("Message", "日期在出生之前，请核对"),
    "already-enrolled": QT_TRANSLATE_NOOP("Message", "已在这个项目里，不用再加"),
    "already-here": QT_TRANSLATE_NOOP("Message", "这个身份证号已经建档，请打开原档案"),
    "already-there": QT_TRANSLATE_NOOP("Message", "已经有了，不用再加"),
    "overrule-reason": QT_TRANSLATE_NOOP("Message", "改判要写理由"),
    "expired": QT_TRANSLATE_NOOP("Message", "已过有效期，不能使用"),
    "differs-from-lot": QT_TRANSLATE_NOOP("Message", "与这一批以前登记的不同，请核对包装"),
    "no-whole-vials": QT_TRANSLATE_NOOP("Message", "不是整瓶（支），请核对剂数"),
    "more-than-packs": QT_TRANSLATE_NOOP("Message", "追溯码比支数还多，请核对"),
    "twice": QT_TRANSLATE_NOOP("Message", "同一个码扫了两次"),
    "recalled": QT_TRANSLATE_NOOP("Message", "这一批已召回，不能入库"),
    "more-than-on-hand": QT_TRANSLATE_NOOP("Message", "比账面（未开瓶）还多，请核对或先盘点"),
    "below-opened": QT_TRANSLATE_NOOP("Message", "比已开瓶的余量还少，请先报废开瓶余量"),
    "changed-meanwhile": QT_TRANSLATE_NOOP("Message", "点数期间又用了，请关掉重新点"),
    "negative": QT_TRANSLATE_NOOP("Message", "不能小于零"),
    "used": QT_TRANSLATE_NOOP("Message", "这个追溯码已经用过，请核对"),
    "of-another": QT_TRANSLATE_NOOP("Message", "登记在另一个人名下，请先查清是谁的"),
    "is-pack": QT_TRANSLATE_NOOP("Message", "这是疫苗的码，不是接种证的，请再扫"),
    "retired": QT_TRANSLATE_NOOP("Message", "这台冰箱已停用"),
    "historic": QT_TRANSLATE_NOOP("Message", "已停用的疫苗，不能入库"),
    "encoding": QT_TRANSLATE_NOOP("Message", "文件编码认不出，请另存为 UTF-8 或 GB 18030 再试"),
    "headings": QT_TRANSLATE_NOOP("Message", "首行没有认得出的列名，至少要有姓名、性别、出生日期"),
    "empty": QT_TRANSLATE_NOOP("Message", "里面没有内容"),
    "unreadable": QT_TRANSLATE_NOOP("Message", "文件读不出，请核对是不是选错了"),
    "nothing-new": QT_TRANSLATE_NOOP("Message", "没有新增的行；要重打请选“全部的行”"),
    "no-glyph": QT_TRANSLATE_NOOP("Message", "有个字字体里没有，纸上会成方框：请改用同音字，表情符号请删去"),
    "unknown": QT_TRANSLATE_NOOP("Message", "不认得，请核对"),
    "several-people": QT_TRANSLATE_NOOP("Message", "选了几个人的记录，请一次只选一个人的"),
    "signed": QT_TRANSLATE_NOOP("Message", "已经签名，不能收回；记错了请用“更正”"),
    "not-today": QT_TRANSLATE_NOOP("Message", "只能收回今天在本中心接种的；以前的记错了请用“更正”"),
    "not-quarantined": QT_TRANSLATE_NOOP("Message", "没有停用，不用解除"),
    "not-recalled": QT_TRANSLATE_NOOP("Message", "没有召回，不用撤销"),
    "being-printed": QT_TRANSLATE_NOOP("Message", "正在打印，请等打完"),
    "another-person-or-visit": QT_TRANSLATE_NOOP("Message", "属于另一个人或另一次随访，请核对"),
    "version": QT_TRANSLATE_NOOP("Message", "由更新的程序打印，请升级后再扫"),
    "part-of-a-store": QT_TRANSLATE_NOOP("Message", "在数据文件夹里面，会盖掉记录，请另选地方"),
    "no-such-folder": QT_TRANSLATE_NOOP("Message", "文件夹不存在，请先建好或另选"),
    "not-exact": QT_TRANSLATE_NOOP("Message", "平台不能整笔保存，代传会重复；请带回原来的工作站上传"),
    "address": QT_TRANSLATE_NOOP("Message", "地址不对，请核对后再填"),
}


def message(error: Exception, label: str = "") -> Message:
    """The sentence for an expected error. `label` is what the refused field is called on the screen."""
    match error:
        case errors.InvalidInput() if ".json:" in error.field:
            file, _, item = error.field.partition(":")
            fault = translate("Message", "{place}：{reason}；其他表照常使用，请重新安装或改正这个文件")
            return Message(
                translate("Message", "这张表的定义文件有错，不能使用"),
                fault.format(place=place_words(file, item), reason=fault_words(error.reason)),
            )
        case errors.InvalidInput():
            return Message(
                translate("Message", "有一项没有通过检查"),
                _named(label or field_words(error.field), reason_words(error.reason)),
            )
        case errors.LoginFailed():
            return _login(error)
        case errors.Refused():
            return _refused(error)
    what, do = next((words for kind, words in _FIXED.items() if isinstance(error, kind)), ("", ""))
    if what:
        return Message(translate("Message", what), translate("Message", do))
    return Message(
        translate("Message", "没有做成"), translate("Message", "请再试一次；若仍不行，请记下时间并联系管理员")
    )


def _named(field: str, why: str) -> str:
    """Which field, where it has a name for people: the code's own word would tell a nurse nothing."""
    return translate("Message", "{field}：{why}").format(field=field, why=why) if field else why


def reason_words(reason: str, limit: str = "") -> str:
    """Why a value is refused. `limit` is what it was measured against, such as `60–300`."""
    known = _REASONS.get(reason)
    words = translate("Message", known) if known else translate("Message", "没有通过检查，请核对")
    return translate("Message", "{words}（{limit}）").format(words=words, limit=limit) if limit else words


def _login(error: errors.LoginFailed) -> Message:
    if error.is_disabled:
        return Message(
            translate("Message", "这个账号已停用"), translate("Message", "请联系管理员启用，或换一个账号登录")
        )
    seconds = math.ceil(error.wait_seconds)
    if seconds > 0:
        wait = translate("Message", "连错多次，请等 {seconds} 秒再试")
        return Message(translate("Message", "账号或密码不对"), wait.format(seconds=seconds))
    return Message(translate("Message", "账号或密码不对"), translate("Message", "请看大小写锁定，再输一次"))


def _refused(error: errors.Refused) -> Message:
    what = translate("Message", "平台退回了这条记录（{status}）").format(status=error.status)
    return Message(what, translate("Message", "不挡其他记录；请在“同步”里看退回原因，改正后会自动重传"))
