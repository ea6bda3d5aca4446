"""The application of the product, with one address more to compare it with."""

from django.conf import settings

from config import wsgi  # names the settings

settings.ROOT_URLCONF = "bench.urls"

application = wsgi.application
