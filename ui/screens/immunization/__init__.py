"""The immunization desk: children due, the child's card, a dose recorded."""
