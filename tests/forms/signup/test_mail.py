"""The link in a mail that a server took lets somebody in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from forms.models import SignupForm
from tests.forms.mailed import Post
from tests.forms.signup.visiting import path_of, send

pytestmark = pytest.mark.django_db


def test_the_link_of_the_mail_that_came_lets_somebody_in(
    form: SignupForm, post_office: Post, anyone: Client
) -> None:
    send(form, first_name="Ann")

    post_office.send()

    plain = post_office.to("ann@example.com").get_body(("plain",))
    assert plain is not None
    (link,) = re.findall(r"https?://\S+/join/confirm/\S+", plain.get_content())
    anyone.post(path_of(link))
    contact = form.audience.contacts.get()
    assert (contact.status, contact.first_name) == ("subscribed", "Ann")
