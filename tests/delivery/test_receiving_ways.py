"""Each way in, as mail servers use it: sockets, a pipe, and what they are told."""

from __future__ import annotations

import json
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.contacts.installation import Installation
from tests.delivery.mails import DOMAIN, dsn, plain

RECEIVER = ("-m", "tests.delivery.receiver")
LIMIT = 100_000


def environment(installation: Installation, **more: str) -> dict[str, str]:
    return {
        **installation.environment,
        "PARTERRE_INBOUND_DOMAIN": DOMAIN,
        "PARTERRE_INBOUND_LISTEN": "127.0.0.1:0",
        "PARTERRE_INBOUND_MAX_BYTES": str(LIMIT),
        **more,
    }


def ask(installation: Installation, *args: object) -> Any:
    done = subprocess.run(
        [sys.executable, *RECEIVER, *map(str, args)],
        env=environment(installation),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def listening(installation: Installation, protocol: str, **more: str) -> Iterator[int]:
    """The port of a listener in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "inbound"],
        env=environment(installation, PARTERRE_INBOUND_PROTOCOL=protocol, **more),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        yield int(process.stdout.readline().rpartition(":")[2])
    finally:
        process.terminate()
        assert process.wait(60) == 0


def hand_over(client: smtplib.LMTP, raw: bytes, *to: str) -> list[int]:
    """The refusals of recipients, then the answers for those who are left."""
    client.ehlo_or_helo_if_needed()
    client.mail("")
    codes = [client.rcpt(each)[0] for each in to]
    client.putcmd("data")
    client.getreply()
    client.send(raw.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
    refused = [code for code in codes if code != 250]
    return refused + [client.getreply()[0] for code in codes if code == 250]


def pipe(
    installation: Installation, raw: bytes, *args: str, **more: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "manage.py", "receive_email", *args],
        input=raw,
        env=environment(installation, **more),
        capture_output=True,
        check=False,
    )


def test_a_bounce_that_is_handed_over_by_lmtp_cleans(
    installation: Installation, audience_id: int
) -> None:
    email = "lmtp@x.org"
    token = ask(installation, "deliver", audience_id, email)
    raw = dsn(email)

    to = [f"B-{token.upper()}@{DOMAIN}", f"other@{DOMAIN}"]
    others = ["a@elsewhere.example", f"b-{'a' * 26}@{DOMAIN}"]
    with (
        listening(installation, "lmtp") as port,
        smtplib.LMTP("127.0.0.1", port) as client,
    ):
        assert hand_over(client, raw, *to) == [250, 250]
        # Its sender did not hear that.
        assert hand_over(client, raw, *to, *others) == [550, 550, 250, 250]
        assert hand_over(client, plain("x\r\n" * LIMIT), *to) == [552, 552]

    assert ask(installation, "sweep") == 1
    assert ask(installation, "state", audience_id, email) == {
        "status": "cleaned",
        "events": ["contact.cleaned", "email.bounced"],
        "waiting": 0,
        "received": [["lmtp", "done", "bounce"]],
    }


def test_more_recipients_than_are_kept_are_asked_to_come_again(
    installation: Installation,
) -> None:
    with (
        listening(installation, "lmtp") as port,
        smtplib.LMTP("127.0.0.1", port) as client,
    ):
        client.ehlo_or_helo_if_needed()
        client.mail("")
        codes = [client.rcpt(f"{n}@{DOMAIN}")[0] for n in range(502)]

    assert codes == [*[250] * 500, 452, 452]


def test_while_the_database_is_away_a_mail_server_is_asked_to_come_again(
    installation: Installation, audience_id: int
) -> None:
    email = "away@x.org"
    token = ask(installation, "deliver", audience_id, email, "r")
    to = [f"r-{token}@{DOMAIN}"]

    with (
        listening(installation, "smtp") as port,
        smtplib.SMTP("127.0.0.1", port) as client,
    ):
        client.sendmail(email, [f"other@{DOMAIN}"], plain(From=email))
        installation.kill_database()
        try:
            with pytest.raises(smtplib.SMTPDataError) as not_now:
                client.sendmail(email, [f"other@{DOMAIN}"], plain(Date="1"))
            with pytest.raises(smtplib.SMTPRecipientsRefused) as nor_to_whom:
                client.sendmail(email, to, plain())
        finally:
            installation.cluster.start()
        client.rset()
        assert client.sendmail(email, to, plain("Thanks", From=email)) == {}

    assert not_now.value.smtp_code == 451
    assert nor_to_whom.value.recipients[to[0]][0] == 451
    assert ask(installation, "sweep") == 2
    said = ask(installation, "state", audience_id, email)
    assert said["received"] == [["smtp", "done", "message"]] * 2


def test_a_pipe_says_what_became_of_it(
    installation: Installation, audience_id: int, tmp_path: Path
) -> None:
    email = "pipe@x.org"
    token = ask(installation, "deliver", audience_id, email)
    file = tmp_path / "absent.eml"
    file.write_bytes(plain(Auto_Submitted="auto-replied"))

    done = pipe(
        installation,
        dsn(email),
        *("--json", "-", str(file)),
        SENDER="MAILER-DAEMON",
        RECIPIENT=f"b-{token}@{DOMAIN}",
    )

    assert done.returncode == 0, done.stderr
    bounce, absent = map(json.loads, done.stdout.splitlines())
    assert (bounce["kind"], bounce["bounce"], bounce["reason"]) == (
        *("bounce", "hard", "unknown"),
    )
    assert bounce["recipients"] == [email]
    assert isinstance(bounce["delivery"], int)
    assert absent["kind"] == "autoreply"
    assert ask(installation, "state", audience_id, email)["status"] == "cleaned"


@pytest.mark.parametrize(
    ("raw", "args", "more", "code"),
    [
        (b"", ("-",), {}, 65),
        (plain("x" * LIMIT), ("-",), {}, 65),
        (b"", ("/no/such/file",), {}, 66),
        (plain(), ("-",), {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, 75),
    ],
    ids=["empty", "long", "nowhere", "away"],
)
def test_a_pipe_ends_as_mail_servers_understand_it(
    installation: Installation,
    audience_id: int,
    raw: bytes,
    args: tuple[str, ...],
    more: dict[str, str],
    code: int,
) -> None:
    done = pipe(installation, raw, *args, **more)

    assert done.returncode == code
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("when", ["reading", "following"])
def test_killed_while_it_is_looked_at_it_has_its_effect_once(
    installation: Installation, audience_id: int, when: str
) -> None:
    email = f"{when}@x.org"
    token = ask(installation, "deliver", audience_id, email)
    to = f"b-{token}@{DOMAIN}"
    command = [sys.executable, *RECEIVER, "keep", to]
    env = environment(installation)
    subprocess.run(command, input=dsn(email), env=env, check=True)

    victim = subprocess.run(
        [sys.executable, *RECEIVER, "die", when], env=env, check=False
    )

    assert victim.returncode == -9
    assert ask(installation, "state", audience_id, email)["status"] == "subscribed"
    assert ask(installation, "sweep") == 1
    assert ask(installation, "state", audience_id, email) == {
        "status": "cleaned",
        "events": ["contact.cleaned", "email.bounced"],
        "waiting": 0,
        "received": [["pipe", "done", "bounce"]],
    }
