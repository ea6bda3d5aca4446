"""What people are called and where they live, by country."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    weight: int
    language: str
    time_zone: str
    dialing: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    # City and the first digits of its postcodes.
    cities: tuple[tuple[str, str], ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _cities(text: str) -> tuple[tuple[str, str], ...]:
    """Read `Bergen 50, Oslo 01`."""
    pairs = (city.rpartition(" ") for city in text.split(", "))
    return tuple((name, digits) for name, _space, digits in pairs)


COUNTRIES = (
    Country(
        *("NO", 58, "nb", "Europe/Oslo", "+47"),
        _words(
            "Ingrid Solveig Håkon Bjørn Kåre Åse Marit Sigrid Øyvind Torbjørn "
            "Ragnhild Eirik Silje Kjersti Magnus Guro Trygve Astrid Jørgen Live "
            "Sindre Tuva Henrik Emilie Sverre Hedda Vegard Maja Anders Nora Øystein "
            "Thea Stian Ida"
        ),
        _words(
            "Hansen Johansen Bakke Solheim Haugland Nygård Lie Strand Moen Dahl "
            "Sørensen Myklebust Vågen Tveit Aasen Knutsen Berge Fjeld Lund Eide "
            "Sæther Hovland Rønning Skår Øvrebø Helland Brekke Sandvik Nilsen Kvåle "
            "Grønli Torgersen"
        ),
        _cities(
            "Bergen 50, Bergen 51, Bergen 52, Oslo 01, Oslo 05, Stavanger 40, "
            "Trondheim 70, Voss 57, Ålesund 60, Haugesund 55, Tromsø 90"
        ),
    ),
    Country(
        *("SE", 8, "sv", "Europe/Stockholm", "+46"),
        _words("Åsa Björn Linnéa Göran Elin Mårten Saga Östen Frida Oskar Ebba Måns"),
        _words("Lindström Åkesson Bergström Sjöberg Nyström Öberg Hedlund Wikström"),
        _cities("Göteborg 41, Stockholm 11, Malmö 21, Uppsala 75"),
    ),
    Country(
        *("DK", 6, "da", "Europe/Copenhagen", "+45"),
        _words("Søren Mette Jørgen Freja Rasmus Kirstine Mikkel Signe Aksel Bodil"),
        _words("Nørgaard Kjær Mølgaard Østergaard Holm Skov Bjerregaard Thomsen"),
        _cities("København 21, Aarhus 80, Odense 50, Aalborg 90"),
    ),
    Country(
        *("DE", 7, "de", "Europe/Berlin", "+49"),
        _words("Jürgen Käthe Björn Sabine Jörg Annika Matthias Grete Uwe Änne Lukas"),
        _words("Müller Schäfer Groß König Böttcher Weiß Krämer Vogel Lüders Schröder"),
        _cities("Hamburg 20, Berlin 10, Köln 50, Leipzig 04"),
    ),
    Country(
        *("GB", 6, "en", "Europe/London", "+44"),
        _words("Siobhán Oliver Zoë Callum Priya Imogen Rhys Eleanor Kwame Niamh Tomos"),
        _words("O'Connor Ashworth Patel Llewellyn Hughes Okafor Fairbairn Wren McLeod"),
        _cities("Edinburgh EH, Leeds LS, Bristol BS, London N1"),
    ),
    Country(
        *("FR", 4, "fr", "Europe/Paris", "+33"),
        _words("Élodie François Anaïs Jérôme Maëlle Benoît Zoé Loïc Hélène Théo Inès"),
        _words(
            "Lefèvre Béranger Dubois Gauthier Noël Lemaître D'Alembert Fauré Marchand"
        ),
        _cities("Lyon 69, Nantes 44, Paris 75"),
    ),
    Country(
        *("NL", 3, "nl", "Europe/Amsterdam", "+31"),
        _words("Sanne Joost Noëlle Daan Fenna Maarten Loïs Thijs Annelies Bram"),
        _words("de-Vries Visser Hoekstra Kuiper Bakker Dekker Meijer Verhoeven"),
        _cities("Utrecht 35, Rotterdam 30, Haarlem 20"),
    ),
    Country(
        *("PL", 3, "pl", "Europe/Warsaw", "+48"),
        _words("Łukasz Małgorzata Paweł Agnieszka Michał Zofia Grażyna Stanisław"),
        _words("Wójcik Zieliński Kowalczyk Dąbrowski Woźniak Grabowska Jabłońska"),
        _cities("Gdańsk 80, Kraków 30, Łódź 90"),
    ),
    Country(
        *("ES", 2, "es", "Europe/Madrid", "+34"),
        _words("Íñigo Begoña José Lucía Ramón Sofía Andrés María Nuño Rocío"),
        _words("Fernández Ibáñez Muñoz Castañeda Gutiérrez Peña Álvarez Núñez"),
        _cities("Bilbao 48, Madrid 28, Sevilla 41"),
    ),
    Country(
        *("US", 3, "en", "America/New_York", "+1"),
        _words("Chloe Marcus Renée Jamal Hannah Diego Beatriz Ethan Mei Noah"),
        _words("Nguyen Kowalski Rivera Brooks Andersson Fitzgerald Park Delgado"),
        _cities("Brooklyn 112, Portland 972, Minneapolis 554"),
    ),
)

# What a café may be called: a word of its trade and a place or thing.
TRADES = _words(
    "Kaffebar Kaffehuset Espressobar Bakeri Bistro Hotell Café Brasserie Kafé Kantine"
)
PLACES = _words(
    "Nordnes Sandviken Bryggen Fløyen Skansen Laksevåg Nygård Møhlenpris "
    "Askøy Sotra Voss Hardanger Ulriken Lysøen Fana Åsane Os Stord Odda "
    "Norheimsund Kringla Havblikk Lanternen Kornblomst Hestesko Sjøboden "
    "Linden Fyrtårnet Polarstjernen Trekanten Løvetann Blåklokke Regnbuen "
    "Måken"
)
STREETS = _words(
    "Nygårdsgaten Strandgaten Kong-Oscars-gate Skuteviksveien "
    "Torgallmenningen Parkveien Sjøgaten Kirkegata Storgata Havnegata "
    "Fjellveien Lyderhornsveien"
)
# Nobody has mail here: the domain is set aside for examples.
MAIL_DOMAINS = (
    *("epost.example", "epost.example", "epost.example", "innboks.example"),
    *("innboks.example", "webmail.example", "webmail.example", "mailbox.example"),
    *("postkassen.example", "hjemme.example", "kontor.example", "studio.example"),
)
