"""Whose turn it is to write."""

import threading

from healthdesk.store.turns import Turns


def test_a_person_goes_before_a_job_that_asked_earlier() -> None:
    turns, order = Turns(), []
    asked = threading.Semaphore(0)

    def ask(name: str, is_person: bool) -> None:
        asked.release()
        with turns.take(is_person=is_person):
            order.append(name)

    with turns.take(is_person=False):
        threads = [
            threading.Thread(target=ask, args=("job", False)),
            threading.Thread(target=ask, args=("person", True)),
        ]
        for thread in threads:
            thread.start()
            asked.acquire()
        while not turns.is_person_at_work:
            threading.Event().wait(0.001)
    for thread in threads:
        thread.join()
    assert order == ["person", "job"]


def test_the_turn_is_given_back_after_a_failure() -> None:
    turns = Turns()
    try:
        with turns.take(is_person=True):
            raise ValueError
    except ValueError:
        pass
    with turns.take(is_person=False):
        assert turns.is_person_at_work


def test_nobody_is_at_work_before_the_first_save() -> None:
    turns = Turns()
    with turns.take(is_person=False):
        pass
    assert not turns.is_person_at_work
