"""What people did in the past, from a file: mapped, checked, written, taken back."""
