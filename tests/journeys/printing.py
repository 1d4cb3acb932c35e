"""A program that prints a paper of three pages and says each page the printer has. Killed by a test."""

import sys
from pathlib import Path

from healthdesk.desk import Desk, Environment
from healthdesk.services.print_jobs import Paper
from tests.builders import PASSWORD, SOFT


def main() -> None:
    """The printer never answers after the second page."""
    desk = Desk.open(Path(sys.argv[1]), "admin", PASSWORD, Environment(hardness=SOFT))
    raw = desk.printing.blank("personal-information", "hypertension-visit")
    job = desk.print_jobs.keep(Paper("blank", "个人基本信息表", raw, 3))
    desk.print_jobs.begin(job)
    for taken in (1, 2):
        desk.print_jobs.page_taken(job, taken)
        print(taken, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
