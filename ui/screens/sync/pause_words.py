"""Why synchronising is paused or came to no end, and what to do: for every reason a sentence."""

from ui.kit.i18n import QT_TRANSLATE_NOOP, translate

WHY = {
    "asked": QT_TRANSLATE_NOOP("Sync", "有人在本机暂停了同步；记录都在本机排队，恢复后再传"),
    "unreachable": QT_TRANSLATE_NOOP("Sync", "网络不通或平台停机；照常工作，联网后自动上传"),
    "unclear": QT_TRANSLATE_NOOP(
        "Sync", "应答的不像平台，可能被上网认证页拦住；请用浏览器看看网络，核对后再传，不会重复"
    ),
    "overloaded": QT_TRANSLATE_NOOP("Sync", "平台太忙，请我们过一会再来；到时自动再传"),
    "untrusted": QT_TRANSLATE_NOOP(
        "Sync", "应答者的证书不可信，什么也没有发出；平台换过证书就向平台方要新的，没换过请报告管理员"
    ),
    "unauthenticated": QT_TRANSLATE_NOOP(
        "Sync", "平台不认这台工作站；照常工作，请管理员在设置里重新填平台的账号"
    ),
    "outdated": QT_TRANSLATE_NOOP("Sync", "平台要求更新版本的程序；照常工作，请管理员升级，升级后自动上传"),
    "platform-full": QT_TRANSLATE_NOOP(
        "Sync", "平台的存储空间已满；照常工作，请告诉平台管理员，腾出空间后自动上传"
    ),
    "incapable": QT_TRANSLATE_NOOP("Sync", "平台不再收原来那样的请求；照常工作，请告诉平台管理员"),
    "refused": QT_TRANSLATE_NOOP("Sync", "平台不让这台工作站读或写；照常工作，请管理员向平台要权限"),
    "cloned": QT_TRANSLATE_NOOP(
        "Sync", "另有一台同样身份的工作站传过记录；请管理员查清，确认另一台不用了再给本机重新登记"
    ),
    "restored": QT_TRANSLATE_NOOP("Sync", "平台从备份恢复过，正在核对它还有什么；请再同步一次"),
    "unreadable-page": QT_TRANSLATE_NOOP(
        "Sync",
        "平台存的一页记录坏了，每次都读不出，它后面的新记录收不到；本机的照常上传，请告诉平台管理员，修好后自动接着收",
    ),
    "broken": QT_TRANSLATE_NOOP("Sync", "同步时程序出了意外，已记入日志；到时自动再试，再三这样请告诉管理员"),
    "unsafe-platform": QT_TRANSLATE_NOOP(
        "Sync",
        "平台不收 Basic 资源，没有它不能保证不丢不重，所以什么也没有传；照常工作，请平台管理员开通 Basic",
    ),
    "drops-extensions": QT_TRANSLATE_NOOP(
        "Sync",
        "平台会丢掉记录里的扩展内容（extension），传上去就不完整，所以什么也没有传；照常工作，请平台管理员改为保留",
    ),
}


def why_words(reason: str | None) -> str:
    """Why and what to do, in one sentence; empty where nothing stands in the way."""
    return translate("Sync", WHY[reason]) if reason in WHY else ""
