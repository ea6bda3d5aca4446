"""What others report, as a page shows it: how often, of whom, and what it says."""
