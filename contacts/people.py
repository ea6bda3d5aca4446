"""What this app keeps of persons, place by place."""

from audiences import people
from audiences.people import Telling
from contacts import telling, traces
from contacts.hooks import persons

people.trace(
    "contacts_contact",
    erase="deleted by whoever erases, when everything else is gone",
    tells=Telling("contact", telling.tell_contact),
)
people.trace(
    "contacts_tag",
    erase="a word of staff, which stays for others",
    tells=Telling("tags", telling.tell_tags),
)
people.trace(
    "contacts_group",
    erase="a choice that others make as well",
    tells=Telling("groups", telling.tell_groups),
)
people.trace(
    "contacts_import",
    erase=traces.forget_files,
    tells=Telling("imports", telling.tell_imports),
)
people.trace(
    "contacts_importrefusal",
    erase=traces.forget_refused,
    tells=Telling("refused_rows", telling.tell_refusals),
)
people.trace(
    "contacts_pastimport",
    erase=traces.forget_past_files,
    tells="a file, what it said of the person is told as events",
)
people.trace(
    "contacts_pastrefusal",
    erase=traces.forget_past_refused,
    tells=Telling("refused_past_events", telling.tell_past_refusals),
)
people.trace(
    "contacts_pastkey",
    erase="a hash without its key, for as long as a check runs",
    tells="a hash that nobody can read",
)
people.trace(
    "contacts_importline",
    erase=traces.forget_staged,
    tells="on its way into the audience, for minutes",
)
people.trace(
    "contacts_suppressionrefusal",
    erase=traces.forget_not_suppressed,
    tells="lines that name no address",
)
people.trace(
    "contacts_noteversion",
    erase="goes with its note",
    tells="told with its note",
)
people.trace(
    "contacts_suppression",
    erase="keeps who was erased from coming back, readable by nobody",
    tells="a hash, which is told as a status or by an answer to a look-up",
)
people.trace(
    "events_receipt",
    erase="hashes of keys, with what was wrong in a request, for two days",
    tells="hashes of keys that nobody can read",
)
people.trace(
    "files of personal exports",
    erase=traces.forget_personal_exports,
    tells="holds what is told here",
)
people.rows(
    "contacts_hookcall",
    erase=persons.forget,
    tells=Telling("webhook_calls", persons.tell),
)
people.rows(
    "contacts_consent",
    erase="goes with its contact, and lets the database delete it in no other way",
    tells=Telling("consents", telling.tell_consents),
)
people.rows("contacts_note", tells=Telling("notes", telling.tell_notes))
