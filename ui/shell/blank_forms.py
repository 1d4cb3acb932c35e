"""Every form there is, to be filled in by hand: chosen by its title, looked at, printed."""

from functools import partial

from PySide6.QtCore import QObject

from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form
from ui.kit import words
from ui.kit.actions import Action
from ui.kit.places import Navigator
from ui.kit.tasks import Tasks


class BlankForms(QObject):
    """The files are read off the main thread, once."""

    def __init__(self, forms: Forms, tasks: Tasks, navigator: Navigator, owner: QObject) -> None:
        super().__init__(owner)
        self._forms, self._tasks, self._navigator = forms, tasks, navigator

    def offer(self) -> None:
        """A list that narrows by words or pinyin."""
        forms = self._forms
        self._tasks.run(
            forms.sound,
            done=lambda found: self._navigator.offer([self._blank(form) for form in found]),
            owner=self,
        )

    def _blank(self, form: Form) -> Action:
        open_it = partial(self._navigator.open, "paper", form=form.key, title=form.title)
        return Action(f"blank.{form.key}", words.of_form(form.title), open_it, "print")
