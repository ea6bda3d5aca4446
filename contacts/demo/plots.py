"""What the audiences of Fjord Coffee are, before anybody is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contacts.models.groups import CategoryKind

ROASTS = ["Light", "Medium", "Dark", "Espresso"]
GRINDS = ["Whole beans", "Filter", "Espresso", "French press", "AeroPress"]
KINDS = ["Café", "Restaurant", "Hotel", "Office", "Bakery"]
ROAST = {
    "tag": "ROAST",
    "type": "dropdown",
    "label": "Favorite roast",
    "choices": ROASTS,
}


@dataclass(frozen=True, slots=True)
class Question:
    """A category of groups; the most frequent answers stand first."""

    title: str
    kind: CategoryKind
    answers: tuple[str, ...]
    asked: float  # which part of the people said something to it

    @property
    def is_public(self) -> bool:
        """Whether people are asked themselves."""
        return self.kind != CategoryKind.HIDDEN

    @property
    def takes_several(self) -> bool:
        return self.kind == CategoryKind.CHECKBOXES


@dataclass(frozen=True, slots=True)
class Plot:
    """What an audience is before anybody is in it; its most used tags stand first."""

    name: str
    subject: str
    reminder: str
    double_opt_in: bool
    fields: tuple[dict[str, Any], ...]
    tags: tuple[str, ...]
    questions: tuple[Question, ...]


NEWSLETTER = Plot(
    name="Newsletter readers",
    subject="News from the roastery",
    reminder="You signed up for our letters at fjord.example or in our café.",
    double_opt_in=True,
    fields=(ROAST,),
    tags=(
        *("Webshop customer", "Café guest", "Filter", "Espresso", "Cupping course"),
        *("Light roast", "Gift buyer", "Decaf", "Coffee festival", "Press"),
    ),
    questions=(
        Question(
            "What would you like to read about?",
            CategoryKind.CHECKBOXES,
            ("New coffees", "Brewing at home", "Evenings in the café", "Offers"),
            0.62,
        ),
        Question(
            "How often?",
            CategoryKind.RADIO,
            ("Every letter", "Once a month", "Only big news"),
            0.5,
        ),
        Question(
            "Nearest café",
            CategoryKind.HIDDEN,
            ("Skuteviken", "Marken", "Nordnes"),
            0.3,
        ),
    ),
)
CLUB = Plot(
    name="Coffee club members",
    subject="Your next bag",
    reminder="You are a member of our coffee club and get a bag every month.",
    double_opt_in=False,
    fields=(
        ROAST,
        {"tag": "GRIND", "type": "dropdown", "label": "Grind", "choices": GRINDS},
        {"tag": "BAGS", "type": "number", "label": "Bags a month"},
        {"tag": "LASTORDER", "type": "date", "label": "Last order"},
        {"tag": "SPENT", "type": "number", "label": "Spent in all", "public": False},
    ),
    tags=(
        *("Monthly", "Whole beans", "Founding member", "Every two weeks", "Gift"),
        *("Single origin", "Paused", "Decaf"),
    ),
    questions=(
        Question(
            "How shall the bag reach you?",
            CategoryKind.DROPDOWN,
            ("In the mailbox", "At the pick-up point", "I fetch it in the café"),
            0.94,
        ),
        Question(
            "What may we surprise you with?",
            CategoryKind.CHECKBOXES,
            ("Rare lots", "Recipes", "Invitations to cuppings"),
            0.55,
        ),
    ),
)
WHOLESALE = Plot(
    name="Wholesale & cafés",
    subject="Prices and new lots",
    reminder="You buy coffee from us for your business.",
    double_opt_in=False,
    fields=(
        {"tag": "BUSINESS", "type": "text", "label": "Business", "required": True},
        {"tag": "KIND", "type": "radio", "label": "Kind", "choices": KINDS},
        {"tag": "KILOS", "type": "number", "label": "Kilos a month"},
        {"tag": "WEBSITE", "type": "url", "label": "Website"},
        {"tag": "LASTORDER", "type": "date", "label": "Last order"},
    ),
    tags=(
        *("Weekly delivery", "House blend", "Machine on loan", "Invoice by email"),
        *("Barista training", "Seasonal lots", "Late payer", "Trial"),
    ),
    questions=(
        Question(
            "Route of the van",
            CategoryKind.HIDDEN,
            ("Monday, center", "Tuesday, north", "Thursday, west", "By post"),
            1,
        ),
        Question(
            "Tell us about",
            CategoryKind.CHECKBOXES,
            ("Prices", "New lots", "Machines and service", "Training"),
            0.7,
        ),
    ),
)
