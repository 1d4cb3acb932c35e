"""The steps from one shape of the file to the next; run by `store.upgrade` only."""
