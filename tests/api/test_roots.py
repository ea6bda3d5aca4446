"""The root: whose key it is."""

from __future__ import annotations

from accounts.models import Account
from audiences.models import Audience
from tests.api.conftest import ApiClient
from tests.factories import AudienceFactory, ContactFactory


def test_the_root_tells_of_the_account_and_of_who_made_the_key(
    api: ApiClient, audience: Audience
) -> None:
    Account.objects.filter(pk=audience.account_id).update(
        city="Bergen", country="NO", time_zone="Europe/Oslo"
    )
    ContactFactory.create(audience=audience)
    other = AudienceFactory.create(account=audience.account)
    ContactFactory.create(audience=other)
    ContactFactory.create(audience=other, status="unsubscribed")
    ContactFactory.create()

    root = api.get("/")

    assert root["account_id"] == str(audience.account_id)
    assert root["account_name"] == "Fjord Coffee"
    assert (root["email"], root["first_name"]) == ("alice@example.com", "Alice")
    assert (root["role"], root["account_timezone"]) == ("owner", "Europe/Oslo")
    assert root["contact"] == {
        "company": "Fjord Coffee",
        "addr1": "",
        "addr2": "",
        "city": "Bergen",
        "state": "",
        "zip": "",
        "country": "NO",
    }
    assert root["total_subscribers"] == 2
    assert root["_links"][0] == {
        "rel": "self",
        "href": "http://testserver/3.0/",
        "method": "GET",
        "targetSchema": "http://testserver/3.0/openapi.json#/components/schemas/Root",
    }


def test_the_description_names_what_documents_refer_to(api: ApiClient) -> None:
    description = api.get("/openapi.json")

    named = {
        link["targetSchema"].rpartition("/")[2]
        for link in [*api.get("/")["_links"], *api.get("/lists")["lists"][0]["_links"]]
        if "targetSchema" in link
    }
    assert named <= set(description["components"]["schemas"])
    answers = description["paths"]["/3.0/lists"]["get"]["responses"]
    assert set(answers["404"]["content"]) == {"application/problem+json"}
