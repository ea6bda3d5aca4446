"""Names of months and weekdays as files hold them, in lower case."""

_NAMES: dict[int, str] = {
    1: "january jan janvier janv januar jänner januari enero gennaio gen",
    2: "february feb février fevrier févr fevr fév fev februar februari febrero "
    "febbraio",
    3: "march mar mars märz maart mrt marzo",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mei mayo maggio mag",
    6: "june jun juin juni junio giugno giu",
    7: "july jul juillet juil juli julio luglio lug",
    8: "august aug août aout augustus agosto ago",
    9: "september sep sept septembre septiembre settembre set",
    10: "october oct octobre oktober okt octubre ottobre ott",
    11: "november nov novembre noviembre",
    12: "december dec décembre decembre déc dezember dez diciembre dic dicembre",
}
MONTHS = {name: month for month, names in _NAMES.items() for name in names.split()}
# Those that are names of months as well.
WEEKDAYS = frozenset({"mar"})
