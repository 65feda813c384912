import asyncio

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.db import transaction

from editor import events
from editor.flows import exports, uploads
from editor.models import Export, Project
from tests.editor.kit import make_asset, make_person

pytestmark = [pytest.mark.usefixtures("services"), pytest.mark.django_db(transaction=True)]


@sync_to_async
def make_project() -> Project:
    return Project.objects.create(owner=make_person(), name="Beach")


async def listen(project):
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(events.group_name(project.pk), channel)
    return lambda: asyncio.wait_for(layer.receive(channel), 10)


async def test_a_worker_tells_the_page_how_far_it_is():
    project = await make_project()
    hear = await listen(project)
    asset = await sync_to_async(make_asset)(project, state="processing")
    await sync_to_async(uploads.do_progress)(asset, 0.5)
    message = await hear()
    assert message["type"] == "project.event"
    assert message["event"]["asset"]["id"] == str(asset.pk)
    assert message["event"]["asset"]["progress"] == 0.5


async def test_exports_are_told_to_the_owner_only():
    project = await make_project()
    hear = await listen(project)
    export = await sync_to_async(Export.objects.create)(project=project)
    await sync_to_async(exports.do_fail_export)(export, "The disk is full.")
    message = await hear()
    assert message["owner"] is True
    assert message["event"]["export"]["error"] == "The disk is full."


async def test_what_is_rolled_back_is_not_told():
    project = await make_project()
    hear = await listen(project)

    def fail() -> None:
        with transaction.atomic():
            events.publish(project.pk, {"type": "wrong"})
            transaction.set_rollback(True)
        events.publish(project.pk, {"type": "right"})

    await sync_to_async(fail)()
    assert (await hear())["event"] == {"type": "right"}
