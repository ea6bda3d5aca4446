from __future__ import annotations

from collections.abc import Callable

from bench.measuring import OURS, Goal, Side, at_least, at_most, in_turns


def measured(goal: Goal, ours: list[float], other: list[float]) -> float:
    return goal.measured({OURS: ours, "other": other}).ratio


def test_higher_is_the_part_of_the_other_sides_speed() -> None:
    goal = at_least("import", 0.5, of="other")

    result = goal.measured({OURS: [4.0], "other": [1.0]})

    assert result.to_dict() == {
        "name": "import",
        "ratio": 0.25,
        "goal": 0.5,
        "better": "higher",
        "holds": False,
    }


def test_lower_is_how_many_times_as_long_it_takes() -> None:
    goal = at_most("page", 3, times="other")

    result = goal.measured({OURS: [4.0], "other": [2.0]})

    assert (result.ratio, result.holds) == (2.0, True)


def test_sides_are_compared_round_by_round() -> None:
    slow_machine_in_the_second_round = ([2.0, 20.0, 2.0], [1.0, 10.0, 1.0])

    assert (
        measured(at_most("page", 3, times="other"), *slow_machine_in_the_second_round)
        == 2
    )


def test_every_side_runs_in_every_round_and_the_first_does_not_count() -> None:
    prepared: list[tuple[str, int]] = []

    def side(name: str) -> Side:
        def prepare(number: int) -> Callable[[], object]:
            prepared.append((name, number))
            return list

        return prepare

    seconds = in_turns(2, ours=side(OURS), other=side("other"))

    assert prepared == [
        *(("other", 0), ("ours", 0)),
        *(("ours", 1), ("other", 1)),
        *(("other", 2), ("ours", 2)),
    ]
    assert [len(times) for times in seconds.values()] == [2, 2]
