"""The secret part of a webhook's address: made, made again, and known when it comes.

It is derived from a nonce in the database and the key of the installation outside of
it: who may manage can copy it again, and who reads the database cannot post.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac

from contacts.models import Hook

if TYPE_CHECKING:
    from django.http import HttpRequest

SALT = "contacts.hooks"
LONGEST = 64


def draw() -> tuple[bytes, bytes]:
    """A new nonce, and the digest of the token that it stands for."""
    nonce = secrets.token_bytes(16)
    return nonce, digest_of(_derived(nonce, settings.SECRET_KEY))


def token_of(hook: Hook) -> str:
    """The token, or nothing where the key that it was made with is gone."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _derived(bytes(hook.nonce), key)
        if secrets.compare_digest(digest_of(token), bytes(hook.digest)):
            return token
    return ""


def url_of(hook: Hook, request: HttpRequest) -> str:
    token = token_of(hook)
    return request.build_absolute_uri(f"/hooks/{token}") if token else ""


def find(token: str) -> Hook | None:
    """The webhook that has the token; none that is deleted, or whose audience is."""
    if not token or len(token) > LONGEST:
        return None
    # Found by a hash of 256 random bits: how long it takes tells nothing of them.
    hooks = Hook.objects.present().select_related("audience__account__plan")
    hook = hooks.filter(digest=digest_of(token)).first()
    if hook is None or hook.audience.deleting_at:
        return None
    return hook


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def _derived(nonce: bytes, key: str | bytes) -> str:
    made = salted_hmac(SALT, nonce, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
