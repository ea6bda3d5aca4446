"""Where mail providers call: the one public door to them."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt

logger = logging.getLogger(__name__)


@csrf_exempt
@login_not_required
def provider_webhook(request: HttpRequest, path: str) -> HttpResponseBase:
    """Ask django-anymail's view of the path, e.g. `postmark/tracking/`.

    Who calls says the secret of the setting, besides what the provider signs with;
    where none is set there is no door. Anything but 200 makes a provider come again.
    """
    if not settings.INBOUND_WEBHOOK_SECRET:
        raise Http404
    try:
        found = resolve(f"/{path}", urlconf="anymail.urls")
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    except Resolver404:
        raise Http404 from None
    except ImproperlyConfigured as lacking:
        logger.error("A webhook of a mail provider is not set up: %s", lacking)
        raise Http404 from None
    return answer
