"""What the centre has to report: case cards and events against their clocks."""
