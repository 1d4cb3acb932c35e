"""the first shape of the store"""

import sqlalchemy as sa
from alembic import op

from healthdesk.store import types

revision = "0001"
down_revision = None


def upgrade() -> None:
    """From the shape before to this one."""
    op.create_table(
        "account",
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("full_name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("sensitive_topics", types.Document(), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("badge_hash", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_table(
        "appointment",
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("slot_id", sa.String(length=64), nullable=True),
        sa.Column("starts_at", types.UtcTime(length=27), nullable=True),
        sa.Column("ends_at", types.UtcTime(length=27), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", types.UtcTime(length=27), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_resident_id"), ["resident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_slot_id"), ["slot_id"], unique=False)
        batch_op.create_index("ix_appointment_starts_at", ["starts_at", "id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("booked_by", sa.String(length=60), nullable=True),
        sa.Column("arrived_at", types.UtcTime(length=27), nullable=True),
        sa.Column("called_at", types.UtcTime(length=27), nullable=True),
        sa.Column("identified_at", types.UtcTime(length=27), nullable=True),
        sa.Column("identified_by", sa.String(length=60), nullable=True),
        sa.Column("identified_with", sa.String(length=20), nullable=True),
        sa.Column("observed_from", types.UtcTime(length=27), nullable=True),
        sa.Column("left_at", types.UtcTime(length=27), nullable=True),
        sa.Column("left_reason", sa.String(length=200), nullable=True),
        sa.Column("reaction", sa.String(length=200), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_day", ["day", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", types.UtcTime(length=27), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.String(length=40), nullable=True),
        sa.Column("resident_id", sa.String(length=36), nullable=True),
        sa.Column("before", types.Document(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_resident", ["resident_id", "seq"], unique=False)

    op.create_table(
        "booking_slot",
        sa.Column("schedule", sa.String(length=100), nullable=False),
        sa.Column("starts_at", types.UtcTime(length=27), nullable=False),
        sa.Column("ends_at", types.UtcTime(length=27), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("held_by", sa.String(length=64), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_slot")),
    )
    op.create_table(
        "centre_record",
        sa.Column("form_key", sa.String(length=40), nullable=False),
        sa.Column("form_version", sa.String(length=10), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("institution", sa.String(length=100), nullable=False),
        sa.Column("institution_code", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("answers", types.Document(), nullable=False),
        sa.Column("entries", types.Document(), nullable=False),
        sa.Column("signed_by", sa.String(length=60), nullable=False),
        sa.Column("signed_at", types.UtcTime(length=27), nullable=False),
        sa.Column("is_late_entry", sa.Boolean(), nullable=False),
        sa.Column("amend_reason", sa.Text(), nullable=True),
        sa.Column("history", types.Document(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_record")),
    )
    with op.batch_alter_table("centre_record", schema=None) as batch_op:
        batch_op.create_index("ix_centre_record_kind", ["form_key", "year", "number"], unique=False)

    op.create_table(
        "coming_dose",
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("vaccine", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recommended_on", sa.Date(), nullable=False),
        sa.Column("overdue_on", sa.Date(), nullable=True),
        sa.Column("call_from", sa.Date(), nullable=False),
        sa.Column("is_programme", sa.Boolean(), nullable=False),
        sa.Column("condition", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("resident_id", "series", name=op.f("pk_coming_dose")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("coming_dose", schema=None) as batch_op:
        batch_op.create_index("ix_coming_dose_call", ["call_from"], unique=False)

    op.create_table(
        "reckoning",
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("reckoned_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("resident_id", name=op.f("pk_reckoning")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "background",
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("form_version", sa.String(length=10), nullable=False),
        sa.Column("answers", types.Document(), nullable=False),
        sa.Column("asked", types.Document(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.String(length=60), nullable=True),
        sa.Column("consented", types.Document(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_by", sa.String(length=60), nullable=True),
        sa.Column("consent_as", sa.String(length=20), nullable=True),
        sa.Column("consent_taken_by", sa.String(length=60), nullable=True),
        sa.Column("booklet_checked_on", sa.Date(), nullable=True),
        sa.Column("booklet_checked_by", sa.String(length=60), nullable=True),
        sa.Column("booklet_no", sa.String(length=40), nullable=True),
        sa.Column("updated_by", sa.String(length=60), nullable=False),
        sa.Column("updated_at", types.UtcTime(length=27), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_background")),
    )
    with op.batch_alter_table("background", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_background_booklet_no"), ["booklet_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_background_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=36), nullable=False),
        sa.Column("form_key", sa.String(length=40), nullable=False),
        sa.Column("form_version", sa.String(length=10), nullable=False),
        sa.Column("opened_version", sa.Integer(), nullable=True),
        sa.Column("document", types.Document(), nullable=False),
        sa.Column("updated_at", types.UtcTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index("ix_draft_place", ["account_id", "subject", "form_key"], unique=True)

    op.create_table(
        "enrolment",
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("responsible_doctor", sa.String(length=60), nullable=True),
        sa.Column("suggested_by", sa.String(length=40), nullable=True),
        sa.Column("due_visit", sa.String(length=20), nullable=True),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("next_latest", sa.Date(), nullable=True),
        sa.Column("last_visit_on", sa.Date(), nullable=True),
        sa.Column("latest", sa.String(length=40), nullable=True),
        sa.Column("latest_grade", sa.String(length=4), nullable=True),
        sa.Column("missed_calls", sa.Integer(), nullable=False),
        sa.Column("called_on", sa.Date(), nullable=True),
        sa.Column("call_result", sa.String(length=20), nullable=True),
        sa.Column("booked_on", sa.Date(), nullable=True),
        sa.Column("medicines", types.Document(), nullable=False),
        sa.Column("coming", types.Document(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_due", ["status", "programme", "next_latest", "id"], unique=False)
        batch_op.create_index(
            "ix_enrolment_latest", ["status", "next_latest", "id", "next_due", "programme"], unique=False
        )
        batch_op.create_index(
            "ix_enrolment_person",
            ["resident_id", "status", "next_latest", "next_due", "id", "programme", "last_visit_on"],
            unique=False,
        )

    op.create_table(
        "family",
        sa.Column("head_id", sa.String(length=36), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("made_at", types.UtcTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "lot",
        sa.Column("product", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("manufacturer", sa.String(length=60), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("specification", sa.String(length=60), nullable=False),
        sa.Column("doses_per_vial", sa.Integer(), nullable=False),
        sa.Column("is_free", sa.Boolean(), nullable=False),
        sa.Column("trace_product", sa.String(length=14), nullable=True),
        sa.Column("changed_by", sa.String(length=60), nullable=False),
        sa.Column("changed_at", types.UtcTime(length=27), nullable=False),
        sa.Column("change_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
    )
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.create_index("ix_lot_key", ["key"], unique=False)
        batch_op.create_index("ix_lot_trace_product", ["trace_product"], unique=False)
    op.create_table(
        "movement",
        sa.Column("lot_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("doses", sa.Integer(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("moved_at", types.UtcTime(length=27), nullable=False),
        sa.Column("moved_by", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=36), nullable=True),
        sa.Column("refrigerator_id", sa.String(length=36), nullable=True),
        sa.Column("partner", sa.String(length=60), nullable=False),
        sa.Column("document_no", sa.String(length=40), nullable=False),
        sa.Column("celsius", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("trace_codes", types.Document(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
    )
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_movement_lot_id"), ["lot_id"], unique=False)

    op.create_table(
        "number_block",
        sa.Column("village", sa.String(length=12), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("village", "first", name=op.f("pk_number_block")),
    )
    op.create_table(
        "outside_fact",
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("said_by", sa.String(length=60), nullable=False),
        sa.Column("codes", types.Document(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_fact")),
    )
    with op.batch_alter_table("outside_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outside_fact_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "phone_check",
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by", sa.String(length=60), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_check")),
    )
    with op.batch_alter_table("phone_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_check_resident_id"), ["resident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_phone_check_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "print_job",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("doses", types.Document(), nullable=False),
        sa.Column("is_exact", sa.Boolean(), nullable=False),
        sa.Column("asked_at", types.UtcTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.create_index("ix_print_job_paper", ["account_id", "paper"], unique=True)

    op.create_table(
        "referral",
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=True),
        sa.Column("programme", sa.String(length=40), nullable=True),
        sa.Column("topic", sa.String(length=80), nullable=True),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("form_version", sa.String(length=10), nullable=False),
        sa.Column("answers", types.Document(), nullable=False),
        sa.Column("out_date", sa.Date(), nullable=False),
        sa.Column("to_org", sa.Text(), nullable=False),
        sa.Column("to_dept", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("doctor", sa.String(length=60), nullable=False),
        sa.Column("written_by", sa.String(length=36), nullable=True),
        sa.Column("signed_at", types.UtcTime(length=27), nullable=False),
        sa.Column("result_due_on", sa.Date(), nullable=True),
        sa.Column("feedback", types.Document(), nullable=True),
        sa.Column("amend_reason", sa.Text(), nullable=True),
        sa.Column("history", types.Document(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index("ix_referral_open", ["status", "result_due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "refrigerator",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("low", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("high", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refrigerator")),
    )

    op.create_table(
        "remote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("epoch_seen", sa.String(length=64), nullable=True),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("probe", types.Document(), nullable=True),
        sa.Column("last_success_at", types.UtcTime(length=27), nullable=True),
        sa.Column("offline_since", types.UtcTime(length=27), nullable=True),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("is_refilling", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remote")),
    )
    op.create_table(
        "resident",
        sa.Column("archive_no", sa.String(length=20), nullable=False),
        sa.Column("archive_no_alias", sa.String(length=20), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("id_type", sa.String(length=2), nullable=False),
        sa.Column("id_no", sa.String(length=18), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("village", sa.String(length=12), nullable=True),
        sa.Column("family_id", sa.String(length=36), nullable=True),
        sa.Column("family_role", sa.String(length=10), nullable=True),
        sa.Column("responsible_doctor", sa.String(length=60), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.Column("form_version", sa.String(length=10), nullable=False),
        sa.Column("answers", types.Document(), nullable=False),
        sa.Column("created_at", types.UtcTime(length=27), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("joined_to", sa.String(length=64), nullable=True),
        sa.Column("joined_from", types.Document(), nullable=True),
        sa.Column("status_before", sa.String(length=40), nullable=True),
        sa.Column("distinct_from", types.Document(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident")),
    )
    with op.batch_alter_table("resident", schema=None) as batch_op:
        batch_op.create_index("ix_resident_archive_no", ["archive_no"], unique=False)
        batch_op.create_index("ix_resident_born", ["born", "status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_resident_family_id"), ["family_id"], unique=False)
        batch_op.create_index("ix_resident_id_no", ["id_no"], unique=False)
        batch_op.create_index(
            "ix_resident_joined_to",
            ["joined_to"],
            unique=False,
            sqlite_where=sa.text("joined_to IS NOT NULL"),
        )
        batch_op.create_index("ix_resident_name_id", ["name", "id"], unique=False)
        batch_op.create_index("ix_resident_status", ["status", "id"], unique=False)

    op.create_table(
        "search_key",
        sa.Column("kind", sa.String(length=1), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "seq", name=op.f("pk_search_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_person",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("id_no", sa.String(length=18), nullable=True),
        sa.Column("archive_no", sa.String(length=20), nullable=False),
        sa.Column("archive_no_alias", sa.String(length=20), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("contact_phone", sa.String(length=20), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_search_person")),
        sa.UniqueConstraint("resident_id", name=op.f("uq_search_person_resident_id")),
    )
    op.create_table(
        "search_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_place")),
        sa.UniqueConstraint("words", name=op.f("uq_search_place_words")),
    )
    op.create_table(
        "setting",
        sa.Column("value", types.Document(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
    )
    op.create_table(
        "temperature",
        sa.Column("refrigerator_id", sa.String(length=36), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("read_at", types.UtcTime(length=27), nullable=False),
        sa.Column("celsius", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("read_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", types.UtcTime(length=27), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_temperature")),
    )
    with op.batch_alter_table("temperature", schema=None) as batch_op:
        batch_op.create_index("ix_temperature_day", ["refrigerator_id", "read_on"], unique=False)
    op.create_table(
        "vaccination",
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("vaccine", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("manufacturer", sa.String(length=60), nullable=True),
        sa.Column("site", sa.String(length=20), nullable=True),
        sa.Column("route", sa.String(length=10), nullable=True),
        sa.Column("trace_code", sa.String(length=200), nullable=True),
        sa.Column("lot_id", sa.String(length=36), nullable=True),
        sa.Column("vial_id", sa.String(length=36), nullable=True),
        sa.Column("volume", sa.String(length=40), nullable=True),
        sa.Column("specification", sa.String(length=60), nullable=True),
        sa.Column("guardian", sa.String(length=60), nullable=True),
        sa.Column("confirmed_at", types.UtcTime(length=27), nullable=True),
        sa.Column("injector", sa.String(length=60), nullable=False),
        sa.Column("registrar", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", types.UtcTime(length=27), nullable=False),
        sa.Column("is_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("counts_as", sa.String(length=40), nullable=True),
        sa.Column("overrule_reason", sa.Text(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("signed_at", types.UtcTime(length=27), nullable=True),
        sa.Column("signed_by", sa.String(length=60), nullable=True),
        sa.Column("amend_reason", sa.Text(), nullable=True),
        sa.Column("left_at", types.UtcTime(length=27), nullable=True),
        sa.Column("left_reason", sa.String(length=200), nullable=True),
        sa.Column("reaction", sa.String(length=200), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vaccination")),
    )
    with op.batch_alter_table("vaccination", schema=None) as batch_op:
        batch_op.create_index("ix_vaccination_given_on", ["given_on"], unique=False)
        batch_op.create_index("ix_vaccination_lot", ["vaccine", "lot"], unique=False)
        batch_op.create_index(batch_op.f("ix_vaccination_resident_id"), ["resident_id"], unique=False)
        batch_op.create_index(
            "ix_vaccination_stock",
            ["lot_id", "status", "vial_id", "given_on"],
            unique=False,
            sqlite_where=sa.text("lot_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_vaccination_trace_code",
            ["trace_code"],
            unique=False,
            sqlite_where=sa.text("trace_code IS NOT NULL"),
        )

    op.create_table(
        "version",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("parent_a", sa.Integer(), nullable=True),
        sa.Column("parent_b", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=True),
        sa.Column("row_id", sa.String(length=36), nullable=True),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("saved_at", types.UtcTime(length=27), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_version")),
    )
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.create_index("ix_version_resource", ["type", "id", "seq"], unique=False)
        batch_op.create_index("ix_version_row", ["row_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=True),
        sa.Column("form_key", sa.String(length=40), nullable=False),
        sa.Column("form_version", sa.String(length=10), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("mode", sa.String(length=1), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("answers", types.Document(), nullable=False),
        sa.Column("entries", types.Document(), nullable=False),
        sa.Column("judgement", types.Document(), nullable=False),
        sa.Column("grade", sa.String(length=4), nullable=True),
        sa.Column("overrule_reason", sa.Text(), nullable=True),
        sa.Column("is_emergency", sa.Boolean(), nullable=False),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("next_latest", sa.Date(), nullable=True),
        sa.Column("referral_result_due", sa.Date(), nullable=True),
        sa.Column("referral_result", sa.Text(), nullable=True),
        sa.Column("referral_result_on", sa.Date(), nullable=True),
        sa.Column("referral_result_by", sa.String(length=60), nullable=True),
        sa.Column("doctor", sa.String(length=60), nullable=False),
        sa.Column("written_by", sa.String(length=36), nullable=True),
        sa.Column("signed_at", types.UtcTime(length=27), nullable=False),
        sa.Column("is_late_entry", sa.Boolean(), nullable=False),
        sa.Column("needs_doctor", sa.Boolean(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=60), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=True),
        sa.Column("amend_reason", sa.Text(), nullable=True),
        sa.Column("history", types.Document(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_person", ["resident_id", "visited_on"], unique=False)
        batch_op.create_index("ix_visit_day", ["visited_on", "status"], unique=False)
        batch_op.create_index(
            "ix_visit_for_doctor",
            ["visited_on", "id"],
            unique=False,
            sqlite_where=sa.text("needs_doctor = 1"),
        )
        batch_op.create_index("ix_visit_programme", ["programme", "visited_on"], unique=False)
        batch_op.create_index(
            "ix_visit_result_due",
            ["referral_result_due", "id"],
            unique=False,
            sqlite_where=sa.text("referral_result_due IS NOT NULL AND referral_result IS NULL"),
        )

    op.create_table(
        "wanted",
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("resident_id", sa.String(length=64), nullable=True),
        sa.Column("times_asked", sa.Integer(), nullable=False),
        sa.Column("asked_at", types.UtcTime(length=27), nullable=True),
        sa.PrimaryKeyConstraint("type", "id", name=op.f("pk_wanted")),
    )
    with op.batch_alter_table("wanted", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wanted_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "whole_person",
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.String(length=64), nullable=False),
        sa.Column("there", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["remote_id"], ["remote.id"], name=op.f("fk_whole_person_remote_id_remote")),
        sa.PrimaryKeyConstraint("remote_id", "resident_id", name=op.f("pk_whole_person")),
    )
    op.create_table(
        "ack",
        sa.Column("version_seq", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("server_version", sa.String(length=64), nullable=False),
        sa.Column("server_time", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["remote_id"], ["remote.id"], name=op.f("fk_ack_remote_id_remote")),
        sa.ForeignKeyConstraint(["version_seq"], ["version.seq"], name=op.f("fk_ack_version_seq_version")),
        sa.PrimaryKeyConstraint("version_seq", "remote_id", name=op.f("pk_ack")),
    )
    op.create_table(
        "attempt",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=True),
        sa.Column("at", types.UtcTime(length=27), nullable=False),
        sa.Column("bytes_up", sa.Integer(), nullable=False),
        sa.Column("bytes_down", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["remote_id"], ["remote.id"], name=op.f("fk_attempt_remote_id_remote")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_attempt")),
    )
    op.create_table(
        "comparison",
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("at", types.UtcTime(length=27), nullable=False),
        sa.Column("agreeing", sa.Integer(), nullable=False),
        sa.Column("queued_again", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["remote_id"], ["remote.id"], name=op.f("fk_comparison_remote_id_remote")),
        sa.PrimaryKeyConstraint("remote_id", "type", name=op.f("pk_comparison")),
    )
    op.create_table(
        "conflict",
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("lane", sa.String(length=36), nullable=True),
        sa.Column("base_seq", sa.Integer(), nullable=True),
        sa.Column("local_seq", sa.Integer(), nullable=False),
        sa.Column("remote_seq", sa.Integer(), nullable=False),
        sa.Column("fields", types.Document(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("opened_at", types.UtcTime(length=27), nullable=False),
        sa.Column("resolved_by", sa.String(length=60), nullable=True),
        sa.Column("result_seq", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["remote_id"], ["remote.id"], name=op.f("fk_conflict_remote_id_remote")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_conflict")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_lane"), ["lane"], unique=False)
        batch_op.create_index("ix_conflict_open", ["state", "remote_id"], unique=False)

    op.create_table(
        "cursor",
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.String(length=64), nullable=True),
        sa.Column("high_server_time", sa.String(length=40), nullable=True),
        sa.Column("pending", types.Document(), nullable=True),
        sa.Column("overlap_s", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["remote_id"], ["remote.id"], name=op.f("fk_cursor_remote_id_remote")),
        sa.PrimaryKeyConstraint("remote_id", "stream", "scope", name=op.f("pk_cursor")),
    )
    op.create_table(
        "head",
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("acked_seq", sa.Integer(), nullable=True),
        sa.Column("working_seq", sa.Integer(), nullable=True),
        sa.Column("remote_seq", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["remote_id"], ["remote.id"], name=op.f("fk_head_remote_id_remote")),
        sa.PrimaryKeyConstraint("remote_id", "type", "id", name=op.f("pk_head")),
    )
    with op.batch_alter_table("head", schema=None) as batch_op:
        batch_op.create_index(
            "ix_head_unsent", ["remote_id", "state"], unique=False, sqlite_where=sa.text("state != 'clean'")
        )

    op.create_table(
        "inbox",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("server_version", sa.String(length=64), nullable=False),
        sa.Column("server_time", sa.String(length=40), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["remote_id"], ["remote.id"], name=op.f("fk_inbox_remote_id_remote")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbox_apart", ["remote_id"], unique=False, sqlite_where=sa.text("state = 'quarantined'")
        )
        batch_op.create_index(
            "ix_inbox_new", ["remote_id", "type", "seq"], unique=False, sqlite_where=sa.text("state = 'new'")
        )
        batch_op.create_index("ix_inbox_resource", ["remote_id", "type", "id", "server_version"], unique=True)

    op.create_table(
        "intent",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", types.UtcTime(length=27), nullable=True),
        sa.Column("request_id", sa.String(length=36), nullable=True),
        sa.Column("last_error_code", sa.String(length=40), nullable=True),
        sa.Column("last_error_text", sa.Text(), nullable=True),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("created_at", types.UtcTime(length=27), nullable=False),
        sa.ForeignKeyConstraint(["remote_id"], ["remote.id"], name=op.f("fk_intent_remote_id_remote")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_intent")),
        sa.UniqueConstraint("id", name=op.f("uq_intent_id")),
    )
    with op.batch_alter_table("intent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_intent_lane"), ["lane"], unique=False)
        batch_op.create_index(
            "ix_intent_open",
            ["remote_id", "seq"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('acked', 'discarded')"),
        )
        batch_op.create_index(
            "ix_intent_put_off",
            ["remote_id", "next_try"],
            unique=False,
            sqlite_where=sa.text("next_try IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_intent_stuck",
            ["remote_id"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('queued', 'acked', 'discarded')"),
        )

    op.create_table(
        "measure",
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("unit", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_measure_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", "code", name=op.f("pk_measure")),
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index("ix_measure_person", ["resident_id", "code", "measured_on"], unique=False)

    op.create_table(
        "server_id",
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("there", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["remote_id"], ["remote.id"], name=op.f("fk_server_id_remote_id_remote")),
        sa.PrimaryKeyConstraint("remote_id", "type", "id", name=op.f("pk_server_id")),
    )
    with op.batch_alter_table("server_id", schema=None) as batch_op:
        batch_op.create_index("ix_server_id_there", ["remote_id", "there"], unique=False)

    op.create_table(
        "slot",
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("sentinel_id", sa.String(length=64), nullable=True),
        sa.Column("sentinel_version", sa.String(length=64), nullable=True),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=True),
        sa.Column("request", types.Document(), nullable=True),
        sa.ForeignKeyConstraint(["remote_id"], ["remote.id"], name=op.f("fk_slot_remote_id_remote")),
        sa.PrimaryKeyConstraint("remote_id", "slot", name=op.f("pk_slot")),
    )
    op.create_table(
        "intent_item",
        sa.Column("intent_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("op", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("base_version", sa.String(length=64), nullable=True),
        sa.Column("version_seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["intent_id"], ["intent.id"], name=op.f("fk_intent_item_intent_id_intent")),
        sa.ForeignKeyConstraint(
            ["version_seq"], ["version.seq"], name=op.f("fk_intent_item_version_seq_version")
        ),
        sa.PrimaryKeyConstraint("intent_id", "position", name=op.f("pk_intent_item")),
    )
    with op.batch_alter_table("intent_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_intent_item_open", ["version_seq"], unique=False, sqlite_where=sa.text("is_open")
        )

    op.create_table(
        "withdrawal",
        sa.Column("intent_id", sa.String(length=36), nullable=False),
        sa.Column("remote_id", sa.Integer(), nullable=False),
        sa.Column("at", types.UtcTime(length=27), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["intent_id"], ["intent.id"], name=op.f("fk_withdrawal_intent_id_intent")),
        sa.ForeignKeyConstraint(["remote_id"], ["remote.id"], name=op.f("fk_withdrawal_remote_id_remote")),
        sa.PrimaryKeyConstraint("intent_id", name=op.f("pk_withdrawal")),
    )
