"""The synchroniser under hardship: a switchable platform in this process, a bad line, desks, and oracles."""
