"""What the staff of Fjord Coffee note about people."""

READERS = (
    "Asked for decaf at the counter. Write when the new lot is roasted.",
    "Met at the coffee festival. Wants a cupping for eight people in spring.",
    "Writes about food for the paper. Send news two days before everyone else.",
    "Returned a bag as too dark. Got a light roast instead, no charge.",
    "Prefers letters in English.",
    "Asked twice how to descale the machine. A brewing letter may help.",
    "Comes to the café every Saturday with the dog.",
    "Bought six gift boxes for colleagues in December.",
    "Had trouble with the checkout on the phone. Solved on 55 00 00 12.",
    "Would like to see the roastery. Invite to the open day.",
)
MEMBERS = (
    "Moved in the summer. The new address holds from the next bag.",
    "The neighbor takes the parcel when nobody is at home.",
    "A gift from her sister, who pays for the renewal as well.",
    "Wants beans of one farm only, never blends.",
    "Paused over the summer and came back in September.",
    "The March bag never came. Sent another one, no charge.",
    "Grinder broke. Filter grind until the new one is there.",
    "Would take a second bag if it were decaf.",
    "Asked what happens to the bags after use. Sent the answer of the supplier.",
)
TRADERS = (
    "Deliver before ten, through the back door.",
    "Machine serviced in September. Next time in March.",
    "The new head barista is Tiril. Ask for her by name.",
    "Pays late but always pays. Do not stop deliveries.",
    "Wants a price for 40 kilos a month before Christmas.",
    "Closed on Mondays from October to April.",
    "Two new people need a training in January.",
    "Tried the seasonal lot and stays with the house blend.",
    "Invoice goes to the owner, not to the café.",
    "Thinks about a second place by the quay. Call again in spring.",
)
