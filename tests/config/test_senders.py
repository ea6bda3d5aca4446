import pytest

from config import supervisor


@pytest.mark.parametrize(("processors", "senders"), [(1, 2), (2, 2), (3, 3), (16, 4)])
def test_there_is_a_sender_for_each_processor_two_at_least_and_four_at_most(
    processors: int, senders: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SENDERS", raising=False)
    monkeypatch.setattr("os.process_cpu_count", lambda: processors)

    assert supervisor.senders() == senders


def test_somebody_else_may_say_how_many_senders_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SENDERS", "7")

    assert supervisor.senders() == 7
