"""The Qt house."""
