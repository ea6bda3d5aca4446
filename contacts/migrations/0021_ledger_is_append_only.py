from django.db import migrations

# Whose line it is may change alone, when two contacts become one; and users who are
# deleted are forgotten by the database itself, which is not at depth 0.
WRITTEN = """
CREATE FUNCTION contacts_consent_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Lines of the ledger of consent are never changed.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER contacts_consent_written
BEFORE UPDATE OF id, audience_id, channel, purpose, given, at, how, source_id, actor_id,
    ip, wording, version, language ON contacts_consent
FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)
EXECUTE FUNCTION contacts_consent_written();
"""
# By itself a line goes with its audience alone, else by cascade with its contact.
KEPT = """
CREATE FUNCTION contacts_consent_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT audience_id FROM gone) AS of
        JOIN audiences_audience a ON a.id = of.audience_id
        WHERE a.deleting_at IS NULL
    ) THEN
        RAISE EXCEPTION 'Lines of the ledger of consent go with their contact alone.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER contacts_consent_kept AFTER DELETE ON contacts_consent
REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)
EXECUTE FUNCTION contacts_consent_kept();
"""
DROP = """
DROP TRIGGER {name} ON contacts_consent;
DROP FUNCTION {name}();
"""


class Migration(migrations.Migration):
    """Let the database itself keep the ledger of consent (decision 23)."""

    dependencies = [("contacts", "0020_events_from_workbooks")]

    operations = [
        migrations.RunSQL(WRITTEN, DROP.format(name="contacts_consent_written")),
        migrations.RunSQL(KEPT, DROP.format(name="contacts_consent_kept")),
    ]
