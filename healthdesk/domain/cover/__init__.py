"""The cover page of an archive, built from what was recorded."""
