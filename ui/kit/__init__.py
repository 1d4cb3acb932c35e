"""The bottom of the Qt house: theme, icons, tasks, actions, messages."""
