"""What the centre sends: links to whose address it is, and word of a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.letters.posting import post

if TYPE_CHECKING:
    from contacts.models import Contact


def send_link(contact: Contact, url: str) -> None:
    post(contact.audience, "link", contact, links={"update": url})


def confirm_address(contact: Contact, email: str, url: str) -> None:
    """To an address that is not proved to be theirs yet."""
    links = {"confirm": url}
    post(contact.audience, "changed_address", contact, links=links, email=email)


def tell_former_address(contact: Contact, former: str) -> None:
    """Whoever changed it without being them is found out there."""
    post(contact.audience, "readdressed", contact, email=former)
