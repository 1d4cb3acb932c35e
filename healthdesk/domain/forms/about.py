"""What a record is about, in one line of a list: the answer of the item that its form names."""

from healthdesk.domain.codes import text_of
from healthdesk.domain.forms.answers import Answers
from healthdesk.domain.forms.definition import Form, Kind
from healthdesk.domain.forms.wording import answered


def about(form: Form, answers: Answers) -> str:
    """The words of that answer, a code as its text; empty where the form names none or nobody answered.

    Of a version that is not known here the answer as it came.
    """
    value = answers.get(form.about)
    if value is None:
        return ""
    text = " ".join(str(value).split())
    if not form.is_known:
        return text
    item = form.item(form.about)
    if item.kind is Kind.CODE:
        return text_of(item.codes, text)
    return answered(item, text)
