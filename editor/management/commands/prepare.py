"""What must be there before the web server and the workers start. `up` calls it; docker-compose runs it once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from editor import services


class Command(BaseCommand):
    help = "Bring the database up to date, gather the pages, make the bucket. Safe to run again."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-bucket", action="store_true", help="leave S3 alone")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not options["no_bucket"]:
            try:
                services.prepare_bucket(services.client_env(settings.VAR))
            except services.ServiceError as problem:
                raise CommandError(str(problem)) from problem
