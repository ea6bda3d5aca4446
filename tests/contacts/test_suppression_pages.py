"""A list of suppressed addresses on its way through the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audiences.models import Audience
from contacts.models import Suppression


def upload(client: Client, audience: Audience, **data: Any) -> Any:
    url = reverse("contacts:suppressionlist_create", args=[audience.pk])
    return client.post(url, data, follow=True)


def test_a_file_is_looked_at_then_suppressed_then_reported(
    as_alice: Client, audience: Audience
) -> None:
    file = SimpleUploadedFile("out.csv", b"email,why\na@x.com,bounce\nnone,x\n")

    looked = upload(as_alice, audience, file=file)
    url = looked.redirect_chain[-1][0]
    chosen = {"address_column": "0", "reason_column": "1", "kind": "unsubscribed"}
    done = as_alice.post(url, chosen, follow=True)
    (listed,) = audience.suppressionlists.all()
    table = as_alice.get(
        reverse("contacts:suppressionlist_refused", args=[audience.pk, listed.pk])
    )

    assert "<code>a@x.com</code>" in looked.text
    assert "1 address is newly suppressed" in done.text
    assert "1 line was refused" in done.text
    assert b"none" in b"".join(table.streaming_content)  # type: ignore[attr-defined]
    assert Suppression.objects.get().kind == "cleaned"


def test_pasted_addresses_ask_for_no_columns(
    as_alice: Client, audience: Audience
) -> None:
    looked = upload(as_alice, audience, rows="a@x.com b@x.com")

    url = looked.redirect_chain[-1][0]
    assert "Column with the addresses" not in looked.text
    as_alice.post(url, {"address_column": "0", "kind": "complaint"})
    assert set(Suppression.objects.values_list("kind", flat=True)) == {"complaint"}


@pytest.mark.parametrize("data", [{}, {"rows": "nobody"}])
def test_nothing_to_read_is_said_so(
    as_alice: Client, audience: Audience, data: dict[str, str]
) -> None:
    assert upload(as_alice, audience, **data).status_code == 422


def test_a_file_is_discarded(as_alice: Client, audience: Audience) -> None:
    upload(as_alice, audience, rows="a@x.com")
    (listed,) = audience.suppressionlists.all()

    as_alice.post(
        reverse("contacts:suppressionlist_discard", args=[audience.pk, listed.pk])
    )

    assert not audience.suppressionlists.exists()
    assert not Suppression.objects.exists()
