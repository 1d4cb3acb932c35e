"""Appointments that residents booked on the platform."""
