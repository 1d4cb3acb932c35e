"""The rules of tests/conftest.py bite."""

import logging
import socket

import pytest


def test_a_test_that_reaches_for_the_network_fails() -> None:
    with socket.socket() as stranger, pytest.raises(AssertionError, match="network"):
        stranger.connect(("192.0.2.1", 9))


def test_a_test_may_talk_to_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


@pytest.mark.logs_warnings
def test_a_logged_warning_may_be_what_a_test_is_about() -> None:
    logging.getLogger("healthdesk").warning("on purpose")
