"""What clients send of lists; what they do not name stays as it is."""

from __future__ import annotations

from api.schemas import Body


class Contact(Body):
    company: str
    address1: str
    address2: str = ""
    city: str
    state: str = ""
    zip: str = ""
    country: str
    phone: str = ""


class ContactChange(Contact):
    company: str = ""
    address1: str = ""
    city: str = ""
    country: str = ""


class CampaignDefaults(Body):
    from_name: str
    from_email: str
    subject: str
    language: str


class CampaignDefaultsChange(Body):
    from_name: str = ""
    from_email: str = ""
    subject: str = ""
    language: str = ""


class ListFacts(Body):
    double_optin: bool = False
    marketing_permissions: bool = False
    notify_on_subscribe: str = ""
    notify_on_unsubscribe: str = ""
    use_archive_bar: bool = False


class ListCreate(ListFacts):
    name: str
    contact: Contact
    permission_reminder: str
    campaign_defaults: CampaignDefaults
    email_type_option: bool


class ListChange(ListFacts):
    name: str = ""
    contact: ContactChange = ContactChange()
    permission_reminder: str = ""
    campaign_defaults: CampaignDefaultsChange = CampaignDefaultsChange()
    email_type_option: bool = False
