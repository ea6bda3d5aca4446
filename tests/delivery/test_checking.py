"""What DNS says of a domain is found out, in bounded time, and keys follow from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Account, AuditEntry, User
from delivery import identities
from delivery.identities import checking, dmarc, domains, keys, records, spf
from delivery.identities import dns as dns_module
from delivery.identities.dns import Dns, Unanswered
from delivery.models import SendingDomain
from tests.delivery.naming import Names, Said, names, published

NEWS = "news@fjord.example"


@pytest.fixture
def domain(account: Account, alice: User) -> SendingDomain:
    return domains.add(account, "fjord.example", actor=alice)[0]


def check(domain: SendingDomain, said: Said) -> SendingDomain:
    checking.check(domain, said)
    return SendingDomain.objects.get(pk=domain.pk)


def states(domain: SendingDomain) -> dict[str, str]:
    return {
        record.id.split("-")[0]: record.state for record in records.records_of(domain)
    }


def test_a_domain_is_verified_when_its_key_is_in_dns(domain: SendingDomain) -> None:
    assert domain.state == "waiting"
    assert states(domain)["dkim"] == "open"

    found = check(domain, published(domain))

    assert found.state == "verified"
    assert states(found)["dkim"] == "ok"
    assert identities.may_send(found.account, NEWS, "bulk") == ""
    entry = AuditEntry.objects.get(verb="sending_domain.verified")
    assert entry.label == "fjord.example"


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        ([], "missing"),
        (["v=spf1 -all"], "missing"),
        (["v=DKIM1; k=rsa; p=AAAA"], "wrong"),
        (["v=DKIM1; p="], "wrong"),
        (None, "open"),
    ],
)
def test_another_record_verifies_nothing(
    domain: SendingDomain, texts: list[str] | None, state: str
) -> None:
    said = Said()
    (key,) = domain.keys.all()
    said.texts[key.record_name] = texts

    found = check(domain, said)

    assert (found.state, states(found)["dkim"]) == ("waiting", state)


def test_a_record_may_be_written_in_pieces(domain: SendingDomain) -> None:
    (key,) = domain.keys.all()
    half = len(key.public_key) // 2
    said = Said()
    said.texts[key.record_name] = [
        f"v=DKIM1;k=rsa ;  p = {key.public_key[:half]} {key.public_key[half:]};"
    ]

    assert check(domain, said).state == "verified"


def test_a_key_that_is_gone_stops_sending_after_three_days(
    domain: SendingDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(domain, published(domain))

    failing = check(domain, Said())
    assert failing.state == "failing"
    assert identities.may_send(domain.account, NEWS, "bulk") == ""
    later = timezone.now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert check(domain, Said()).state == "lost"
    assert "not verified" in identities.may_send(domain.account, NEWS, "bulk")
    assert check(domain, published(domain)).state == "verified"


def test_servers_that_do_not_answer_take_nothing_back(domain: SendingDomain) -> None:
    check(domain, published(domain))
    silent = Said()
    silent.texts = {key.record_name: None for key in domain.keys.all()}

    found = check(domain, silent)

    assert (found.state, states(found)["dkim"]) == ("verified", "open")


def test_the_next_key_signs_once_it_is_found(domain: SendingDomain) -> None:
    check(domain, published(domain))
    (old,) = domain.keys.all()
    new = keys.rotate(domain)
    assert new

    check(domain, published(domain, without=(new.pk,)))
    (before,) = identities.signers_of(domain.account, NEWS)
    check(domain, published(domain))
    (after,) = identities.signers_of(domain.account, NEWS)

    assert (before.selector, after.selector) == (old.selector, new.selector)
    found = SendingDomain.objects.get()
    assert [record.state for record in records.records_of(found)][:2] == ["ok", "spare"]


def test_a_look_up_that_was_overtaken_writes_nothing(domain: SendingDomain) -> None:
    class Slow(Said):
        def mx(self, name: str) -> list[str]:
            raise AssertionError

        def txt(self, name: str) -> list[str]:
            if not self.asked:
                self.asked.append(name)
                check(domain, published(domain))
            return []

    assert check(domain, Slow()).state == "verified"


@pytest.mark.parametrize(
    ("texts", "state", "wanted"),
    [
        ([], "missing", "v=spf1 a:mx.example ~all"),
        (["v=spf1 a:mx.example -all"], "ok", "v=spf1 a:mx.example -all"),
        (["v=spf1 +A:mx.example -all"], "ok", "v=spf1 +A:mx.example -all"),
        (["v=spf1 mx -all", "x"], "incomplete", "v=spf1 mx a:mx.example -all"),
        (["v=spf1 redirect=b.c"], "incomplete", "v=spf1 a:mx.example redirect=b.c"),
        (["v=spf1"], "incomplete", "v=spf1 a:mx.example"),
        (["v=spf10 mx"], "missing", "v=spf1 a:mx.example ~all"),
        (
            ["v=spf1 mx ~all", "v=spf1 a -all"],
            "twice",
            "v=spf1 mx a a:mx.example ~all",
        ),
    ],
)
def test_what_spf_says_is_kept_and_added_to(
    texts: list[str], state: str, wanted: str
) -> None:
    judged = spf.judge(texts, "a:mx.example")

    assert (judged.state, judged.wanted) == (state, wanted)


@pytest.mark.parametrize(
    ("url", "mechanism"),
    [
        ("smtp://mail.relay.example", "a:mail.relay.example"),
        ("smtp://localhost", "a:hub.example"),
        ("smtp://10.0.0.1", "a:hub.example"),
        ("anymail:mailgun?api_key=x", "include:mailgun.org"),
        ("anymail:resend", ""),
        ("folder:", ""),
    ],
)
def test_who_sends_follows_from_the_way_out(
    url: str, mechanism: str, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://hub.example"

    assert spf.mechanism_of(url) == mechanism


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("a.b.example", ["a.b.example", "b.example", "example"]),
        (
            "a.b.c.d.e.f.g.h.i.example",
            [
                *("a.b.c.d.e.f.g.h.i.example", "d.e.f.g.h.i.example"),
                *("e.f.g.h.i.example", "f.g.h.i.example", "g.h.i.example"),
                *("h.i.example", "i.example", "example"),
            ],
        ),
    ],
)
def test_dmarc_walks_up_eight_names_at_most(name: str, asked: list[str]) -> None:
    assert dmarc.walk(name) == asked


@pytest.mark.parametrize(
    ("texts", "at", "policy"),
    [
        ({"a.b.example": ["v=DMARC1; p=reject"]}, "a.b.example", "reject"),
        ({"b.example": ["v=DMARC1; p=reject"]}, "b.example", "reject"),
        (
            {"b.example": ["v=DMARC1; p=reject; sp=quarantine"]},
            "b.example",
            "quarantine",
        ),
        ({"a.b.example": ["v=DMARC1"]}, "a.b.example", "none"),
        ({"a.b.example": ["v=DMARC1; p=reject; pct=0"]}, "a.b.example", "reject"),
        (
            {
                "b.example": ["v=DMARC1; p=reject"],
                "example": ["v=DMARC1; psd=y; p=none"],
            },
            *("b.example", "reject"),
        ),
        ({"example": ["v=DMARC1; psd=y; p=reject"]}, "example", "reject"),
        (
            {"a.b.example": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]},
            *("", ""),
        ),
        ({"a.b.example": ["v=dmarc1; p=none"], "b.example": ["p=none"]}, "", ""),
    ],
)
def test_dmarc_is_that_of_the_domain_or_of_who_it_belongs_to(
    texts: dict[str, list[str]], at: str, policy: str
) -> None:
    said = Said(**{f"_dmarc.{name}": found for name, found in texts.items()})

    judged = dmarc.judge("a.b.example", said)

    assert (judged.state == "ok", judged.at, judged.policy) == (bool(at), at, policy)


@pytest.fixture
def server(settings: Any) -> Any:
    with names() as running:
        settings.DNS_SERVERS = [running.address]
        yield running


def test_real_answers_are_read(server: Names) -> None:
    server.txt = {"fjord.example": ["x" * 600, "v=spf1 -all"]}
    server.mx = {"fjord.example": ["20 b.example.", "10 A.example."]}

    ask = Dns()

    assert sorted(ask.txt("fjord.example")) == ["v=spf1 -all", "x" * 600]
    assert ask.mx("fjord.example") == ["a.example", "b.example"]
    assert ask.txt("nothing.example") == []
    assert ask.txt(f"{'x' * 70}.example") == []


def test_who_does_not_answer_is_not_waited_for(
    server: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dns_module, "SECONDS", 0.2)
    server.silent = {"silent.example"}
    server.broken = {"broken.example"}
    ask = Dns()

    for name in ("silent.example", "broken.example"):
        with pytest.raises(Unanswered):
            ask.txt(name)
    asked = len(server.asked)
    ask.until = 0
    with pytest.raises(Unanswered):
        ask.txt("fjord.example")

    assert len(server.asked) == asked
