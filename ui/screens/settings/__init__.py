"""Settings of the centre and of this workstation, its users, its backups, its rules."""
