"""Indexes over the audience's own fields, made and dropped as segments ask for them."""
