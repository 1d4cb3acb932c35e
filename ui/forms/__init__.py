"""The drawer that shows a Filling and takes answers."""
