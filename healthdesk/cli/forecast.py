"""`forecast`: judge doses and say what comes, from FHIR Parameters to FHIR Parameters, without a store."""

import argparse
import sys
from pathlib import Path

from healthdesk.base import canonical
from healthdesk.base.errors import InvalidInput
from healthdesk.cli import exits
from healthdesk.cli.output import Output
from healthdesk.domain.immunization.asking import unanswered
from healthdesk.domain.immunization.evaluation import evaluate_by_group
from healthdesk.domain.immunization.forecast import forecasts
from healthdesk.domain.immunization.judging import read_history
from healthdesk.domain.immunization.outlook import Outlook
from healthdesk.domain.immunization.reading import ScheduleFault
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.fhir.forecast_answers import Found, answer
from healthdesk.fhir.forecast_requests import read_request, settings_of
from healthdesk.fhir.resources import Body, Profile


def add_options(parser: argparse.ArgumentParser) -> None:
    """The file of the request."""
    parser.add_argument("file", type=Path, metavar="FILE", help="Parameters as JSON; - for standard input")


def run(options: argparse.Namespace, out: Output) -> int:
    """Print the Parameters of the answer, with or without --json."""
    request = _read(options.file)
    out.answer(reply(request))
    return exits.DONE


def reply(body: object) -> Body:
    """The answer to a request. Raises InvalidInput for one that makes no sense."""
    chosen, profile = settings_of(body), Profile()
    try:
        schedule = Schedule.read(chosen=chosen)
    except ScheduleFault as fault:
        raise InvalidInput("setting", fault.fault) from None
    request = read_request(body, schedule, profile)
    course, _ = read_history(request.person, request.history, schedule, until=request.on)
    outlook = Outlook.of(course, request.on)
    found = forecasts(outlook)
    verdicts = evaluate_by_group(request.person, request.history, schedule)
    return answer(request, Found(verdicts, found, unanswered(outlook, found)), schedule, profile)


def _read(file: Path) -> object:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError:
        raise InvalidInput("file", "unreadable") from None
    try:
        return canonical.decode(raw)
    except ValueError:
        raise InvalidInput("file", "not-json") from None
