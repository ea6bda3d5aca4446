from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts.limits import make_cache_table
        from accounts.plans import seed_plans  # models load only now

        autodiscover_modules("navigation", "palette")
        post_migrate.connect(seed_plans, sender=self)
        post_migrate.connect(make_cache_table, sender=self)
