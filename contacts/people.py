from audiences import people

people.rows("contacts_consent")
people.rows("contacts_note")
