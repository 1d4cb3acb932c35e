"""`forms`: every form of this program beside what its specification lists."""

import argparse
from typing import Any

from healthdesk.base.errors import InvalidInput, NotFound
from healthdesk.cli import exits
from healthdesk.cli.output import Output
from healthdesk.domain import definitions
from healthdesk.domain.codes import Codes
from healthdesk.domain.forms.account import account
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.programmes.catalogue import Programmes


def add_options(_: argparse.ArgumentParser) -> None:
    """None but --json."""


def run(_: argparse.Namespace, out: Output) -> int:
    """A line for each form; 1 when a file is damaged or a row is missing without a word why.

    Damaged programmes and code lists are named too, and what a programme asks of a form that lacks it.
    """
    forms, programmes = Forms.read(), Programmes.read()
    rows = [_row(form, programmes) for form in forms.sound()]
    faults = definitions.faults(forms, programmes, Codes.read())
    out.document(
        {
            "forms": rows,
            "faults": [
                {"file": ":".join(filter(None, (one.file, one.item))), "fault": one.fault} for one in faults
            ],
        }
    )
    for row in rows:
        out.line(_line(row))
    for one in faults:
        out.line(str(one))
    unexplained = [row["key"] for row in rows if row["missing"] and not row["difference"]]
    out.line(f"{len(rows)} forms, {len(faults)} damaged, {len(unexplained)} with rows missing unexplained")
    return exits.WRONG if faults or unexplained else exits.DONE


def _row(form: Form, programmes: Programmes) -> dict[str, Any]:
    counted = account(form)
    return {
        "key": form.key,
        "version": form.version,
        "title": form.title,
        "programme": _programme(form, programmes),
        "items": counted.answers,
        "items_in_specification": counted.rows,
        "missing": list(counted.missing),
        "source": form.source,
        "tag": form.confidence,
        "draft": form.is_draft,
        "difference": form.difference,
    }


def _programme(form: Form, programmes: Programmes) -> str | None:
    try:
        return programmes.home_of(form.key).key
    except (InvalidInput, NotFound):
        return None


def _line(row: dict[str, Any]) -> str:
    missing = f" without {', '.join(map(str, row['missing']))}" if row["missing"] else ""
    head = f"{row['key']} {row['version']} {row['title']} [{row['programme'] or '-'}, {row['tag']}]"
    figures = f"{row['items']} items, {row['items_in_specification']} rows in {row['source']}{missing}"
    return f"{head}: {figures}" + (f"; {row['difference']}" if row["difference"] else "")
