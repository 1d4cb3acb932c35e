"""Any paper, seen before it is handed out."""
