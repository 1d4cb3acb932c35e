"""Small widgets without knowledge of medicine."""
