"""HealthDesk: without a subcommand the window opens; with one, the headless front end answers."""

import sys

WINDOW_BENCHES = frozenset({"keys", "start", "window", "stall", "forms", "search", "record"})


def main(arguments: list[str]) -> int:
    """Run the program; returns the exit code of README.md."""
    command = arguments[0] if arguments and not arguments[0].startswith("-") else None
    if command is None and not {"--help", "-h"} & set(arguments):
        from ui.application import main as open_window

        return open_window(arguments)
    if command == "bench" and WINDOW_BENCHES & set(arguments):
        from ui.trials.bench import main as bench_window

        return bench_window(arguments)
    if command == "tour":
        from ui.trials.tour import main as walk

        return walk(arguments)
    if command == "words":
        from ui.trials.wording import main as list_words

        return list_words(arguments)
    from healthdesk.cli.front import main as answer

    return answer(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
