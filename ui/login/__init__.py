"""Before anybody sits at the desk: log in, first start, lock."""
