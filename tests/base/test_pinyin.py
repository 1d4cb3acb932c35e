"""Readings of names: what somebody at the desk may type."""

import subprocess
import sys

import pytest

from healthdesk.base import pinyin


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("单国强", "shanguoqiang"),
        ("单国强", "danguoqiang"),
        ("仇玉兰", "qiuyulan"),
        ("解小平", "xiexiaoping"),
        ("区志明", "ouzhiming"),
        ("查建军", "zhajianjun"),
        ("曾红", "zenghong"),
        ("盖丽", "geli"),
        ("尉迟敬德", "yuchijingde"),
        ("尉国", "weiguo"),
        ("万俟静", "moqijing"),
        ("长孙无忌", "zhangsunwuji"),
        ("任华", "renhua"),
        ("朴顺姬", "piaoshunji"),
        ("能建国", "naijianguo"),
        ("单于明", "chanyuming"),
        ("单于明", "shanyuming"),
        ("吕丽", "lvli"),
        ("张乐", "zhangle"),
        ("张乐", "zhangyue"),
        ("王𬭎", "wanghong"),
        ("John Smith", "johnsm"),
        ("打安报区", "dabq"),
        ("王安", "wanga"),
        ("欧阳二宝", "oyeb"),
    ],
)
def test_a_name_is_found_by_each_of_its_readings(name: str, letters: str) -> None:
    assert pinyin.matches(name, letters)


def test_the_surname_reading_comes_first() -> None:
    assert pinyin.spellings("单国强")[0] == ("shan", "guo", "qiang")


def test_a_character_without_a_reading_stands_for_itself() -> None:
    assert pinyin.spellings("王\U0003134a")[0][1] == "\U0003134a"


def test_there_are_never_more_than_eight_readings() -> None:
    assert len(pinyin.spellings("查长行乐朝")) == pinyin.MOST_SPELLINGS


@pytest.mark.parametrize(
    ("letters", "cut"),
    [("zwei", "z·wei"), ("zhangw", "zhang·w"), ("xian", "xi·an"), ("zhw", "zh·w"), ("wangxy", "wang·x·y")],
)
def test_typed_letters_are_cut_as_meant(letters: str, cut: str) -> None:
    assert cut in ["·".join(piece.letters for piece in one) for one in pinyin.pieces(letters)]


def test_letters_that_begin_no_syllable_have_no_cut() -> None:
    assert pinyin.pieces("vvv") == ()


def test_whole_syllables_are_told_from_initials() -> None:
    assert pinyin.is_spelled_out("liwei")
    assert not pinyin.is_spelled_out("zwei")


def test_nothing_reads_as_nothing() -> None:
    assert pinyin.spellings(" ") == ()
    assert not pinyin.matches("张伟", "li")


def test_the_package_with_the_phrases_is_not_imported() -> None:
    code = (
        "import sys; from healthdesk.base import pinyin; pinyin.spellings('王𬭎');"
        " sys.exit('pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
