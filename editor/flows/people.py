"""Guests, accounts, and what becomes of a guest's projects."""

import secrets

from django.db import transaction

from editor.models import Export, Project, User


def do_make_guest() -> User:
    guest = User(username=f"guest-{secrets.token_hex(10)}", is_guest=True)
    guest.set_unusable_password()
    guest.save()
    return guest


def do_hand_over(guest: User, account: User) -> int:
    """Give a guest's projects to the account that the guest has signed in to; returns how many.

    The guest's row goes: its cookie, should it live on somewhere, opens nothing.
    """
    if not guest.is_guest or guest.pk == account.pk:
        return 0
    with transaction.atomic():
        moved = Project.objects.filter(owner=guest).update(owner=account)
        Export.objects.filter(requested_by=guest).update(requested_by=account)
        guest.delete()
    return moved
