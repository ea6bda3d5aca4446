from django.db import migrations

# Rows come and go: what a long transaction kept is to be cleared away at once, or each
# look into the outbox walks over it.
SET = """
ALTER TABLE events_outbox SET (
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_cost_delay = 0
)
"""
RESET = """
ALTER TABLE events_outbox RESET (
    autovacuum_vacuum_threshold,
    autovacuum_vacuum_scale_factor,
    autovacuum_vacuum_cost_delay
)
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0002_failed_reactions")]

    operations = [migrations.RunSQL(SET, RESET)]
