import json
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import Account, Membership, Plan, User
from accounts.roles import Role
from api import keys
from audiences import lifecycle
from audiences.plans import PlanLimit


class Command(BaseCommand):
    help = "Makes an account, its owner and a first audience, and prints their ids."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account", required=True, help="its name")
        parser.add_argument("--email", required=True, help="of its owner")
        parser.add_argument("--password", required=True, help="of its owner")
        parser.add_argument(
            "--api-key",
            action="store_true",
            help="make a key that may do everything in it, and print that as well",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        user = self._owner(options["email"].strip().lower(), options["password"])
        account = self._account(options["account"].strip(), user)
        Membership.objects.create(account=account, user=user, role=Role.OWNER)
        try:
            audience = lifecycle.create(account, actor=user, name=account.name)
        except PlanLimit as limit:
            raise CommandError(str(limit)) from None
        made: dict[str, int | str] = {
            "account_id": account.pk,
            "user_id": user.pk,
            "audience_id": audience.pk,
            "list_id": audience.public_id,
        }
        if options["api_key"]:
            _key, made["api_key"] = keys.make(
                account, name="bootstrap", role=Role.OWNER, owner=user
            )
        self.stdout.write(json.dumps(made))

    def _owner(self, email: str, password: str) -> User:
        """The user of this address and password, made unless there is one."""
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            return _new_user(email, password)
        if not user.check_password(password):
            raise CommandError(
                f"There is a user {email} already, and the password is another."
            )
        return user

    def _account(self, name: str, owner: User) -> Account:
        plan = Plan.objects.filter(is_default=True).first()
        if plan is None:
            raise CommandError("No plan is given to new accounts: choose one.")
        account = Account(name=name, plan=plan)
        try:
            account.clean_fields(exclude=["plan"])
        except ValidationError as error:
            raise CommandError(_sentence("The name of the account", error)) from None
        if Account.objects.for_user(owner).filter(name=name).exists():
            raise CommandError(f"{owner.email} has an account named {name} already.")
        account.save()
        return account


def _new_user(email: str, password: str) -> User:
    try:
        validate_email(email)
        User._meta.get_field("email").clean(email, None)
    except ValidationError as error:
        raise CommandError(_sentence(f"The e-mail address {email!r}", error)) from None
    try:
        validate_password(password, User(email=email))
    except ValidationError as error:
        raise CommandError(_sentence("The password", error)) from None
    return User.objects.create_user(email, password)


def _sentence(subject: str, error: ValidationError) -> str:
    return f"{subject} cannot be taken: {' '.join(error.messages)}"
