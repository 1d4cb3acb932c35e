"""Follow-up programmes as data: who belongs, grading, next visit."""
