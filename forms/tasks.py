from forms.letters import summing


def sum_up_days() -> int:
    return summing.sum_up_all()
