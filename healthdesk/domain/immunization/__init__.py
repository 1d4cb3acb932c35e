"""The immunization engine: evaluate and forecast."""
