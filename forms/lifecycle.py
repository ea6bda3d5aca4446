from audiences import lifecycle
from events import listeners

# Whom notices go to stands in the settings of the audience as well.
lifecycle.heeds(listeners.sync)
