"""Floor 5: what a clinic does; the floor the window talks to."""
