"""What of messages leads to pages: `*|PAGE:spring|*`."""

from delivery import leading
from forms.landing.finding import has_page

leading.knows(has_page)
