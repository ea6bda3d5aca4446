"""Calls that report an event, ready to be copied: of this audience, of this name.

They run as they stand once the key is a key, and need nothing beside the language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.reported.samples import Sample

ADDRESS, KEY = "anna@example.com", "YOUR_API_KEY"
NAME: str = "order_placed"
PROPERTIES: Mapping[str, Any] = {"coffee": "Kiambu AA", "total": 298}
SAID = 3  # properties

CURL = """\
member=$(printf %s "{address}" | md5sum | cut -c1-32)
curl -X POST "{base}/$member/events" \\
  -u "any:{key}" \\
  -H "Content-Type: application/json" \\
  -d '{body}'"""
PYTHON = """\
import hashlib
import json
import urllib.request

member = hashlib.md5("{address}".lower().encode()).hexdigest()
request = urllib.request.Request(
    f"{base}/{{member}}/events",
    json.dumps({literal}).encode(),
    {{"Authorization": "Bearer {key}", "Content-Type": "application/json"}},
)
urllib.request.urlopen(request)"""
JAVASCRIPT = """\
import {{ createHash }} from "node:crypto";

const address = "{address}".toLowerCase();
const member = createHash("md5").update(address).digest("hex");
const answer = await fetch(`{base}/${{member}}/events`, {{
  method: "POST",
  headers: {{
    Authorization: "Bearer {key}",
    "Content-Type": "application/json",
  }},
  body: JSON.stringify({body}),
}});
if (!answer.ok) throw new Error(await answer.text());"""


@dataclass(frozen=True, slots=True)
class Call:
    key: str
    label: str
    code: str


def calls(
    audience: Audience, root: str, name: str = NAME, sample: Sample | None = None
) -> list[Call]:
    """The same call in three languages; `root` is where the installation is found."""
    said = dict(PROPERTIES) if sample is None else _said(sample)
    data = {"name": name, "properties": said} if said else {"name": name}
    body = json.dumps(data, ensure_ascii=True)
    filled = {
        "base": f"{root.rstrip('/')}/3.0/lists/{audience.public_id}/members",
        "address": ADDRESS,
        "key": KEY,
        "body": body,
        "literal": repr(data),
    }
    quoted = filled | {"body": body.replace("'", "'\\''")}
    return [
        Call("curl", "curl", CURL.format(**quoted)),
        Call("python", "Python", PYTHON.format(**filled)),
        Call("javascript", "JavaScript", JAVASCRIPT.format(**filled)),
    ]


def _said(sample: Sample) -> dict[str, Any]:
    """A few properties with the values that they have most often."""
    return {each.name: each.example for each in sample.properties[:SAID]}
