"""Honest records: what an auditor would find, found first."""
