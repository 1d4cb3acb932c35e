"""What exercises the desk without a window: journey, cases, bench, synthetic centres."""
