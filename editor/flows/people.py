"""Guests, accounts, and what becomes of a guest's projects."""

import json
import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from editor.flows import Invalid
from editor.models import Export, Project, User

MAX_PREFERENCES = 16_384  # characters of JSON


def do_make_guest() -> User:
    guest = User(username=f"guest-{secrets.token_hex(10)}", is_guest=True)
    guest.set_unusable_password()
    guest.save()
    return guest


def do_hand_over(guest: User, account: User) -> int:
    """Give a guest's projects to the account that the guest has signed in to; returns how many.

    The guest's row goes: its cookie, should it live on somewhere, opens nothing. Its preferences go along where the
    account has none of its own.
    """
    if not guest.is_guest or guest.pk == account.pk:
        return 0
    with transaction.atomic():
        moved = Project.objects.filter(owner=guest).update(owner=account)
        Export.objects.filter(requested_by=guest).update(requested_by=account)
        do_set_preferences(account, {**guest.preferences, **account.preferences})
        guest.delete()
    return moved


def do_set_preferences(person: User, changes: dict[str, Any]) -> dict[str, Any]:
    """Store changed preferences beside the others, and return all. None forgets one.

    Raises Invalid when they are too many.
    """
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=person.pk)
        kept = {name: value for name, value in {**row.preferences, **changes}.items() if value is not None}
        size = len(json.dumps(kept))
        if size > MAX_PREFERENCES:
            refusal = _("Preferences of {size} characters are over the limit of {limit}: set fewer keys.")
            raise Invalid(refusal.format(size=size, limit=MAX_PREFERENCES))
        row.preferences = kept
        row.save(update_fields=["preferences"])
    return kept
