from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from editor import access, queries
from editor.access import Action
from editor.api import schemas
from editor.api.auth import person, share_token
from editor.flows import projects

router = Router(tags=["projects"])


class Named(Schema):
    name: str


class MaybeNamed(Schema):
    name: str | None = None


def info(project: Any, role: str) -> dict[str, Any]:
    return {"id": project.pk, "name": project.name, "role": role, "updated_at": project.updated_at}


@router.get("/projects", response=list[schemas.ProjectCard])
def list_projects(request: HttpRequest) -> Any:
    return [queries.project_row(project) for project in queries.projects_of(person(request))]


@router.post("/projects", response=schemas.ProjectCard)
def create_project(request: HttpRequest, body: MaybeNamed | None = None) -> Any:
    return queries.project_row(projects.do_create(person(request), body.name if body else None))


@router.post("/projects/sample", response=schemas.ProjectCard)
def open_sample(request: HttpRequest) -> Any:
    """A copy of the sample project, to play with. 409 until the operator's `manage.py sample` has made one."""
    return queries.project_card(projects.do_open_sample(person(request)))


@router.get("/projects/{uuid:pk}", response=schemas.ProjectInfo)
def get_project(request: HttpRequest, pk: UUID) -> Any:
    project, role = access.get_project(request.user, pk, Action.VIEW, share_token(request))
    return info(project, role)


@router.patch("/projects/{uuid:pk}", response=schemas.ProjectInfo)
def rename_project(request: HttpRequest, pk: UUID, body: Named) -> Any:
    project, role = access.get_project(request.user, pk, Action.MANAGE)
    projects.do_rename(project, body.name)
    return info(project, role)


@router.delete("/projects/{uuid:pk}", response={204: None})
def delete_project(request: HttpRequest, pk: UUID) -> Any:
    project, _ = access.get_project(request.user, pk, Action.MANAGE)
    projects.do_delete(project)
    return Status(204, None)


@router.post("/projects/{uuid:pk}/restore", response=schemas.ProjectCard)
def restore_project(request: HttpRequest, pk: UUID) -> Any:
    project = access.get_deleted_project(request.user, pk)
    projects.do_restore(project)
    return queries.project_card(project)


@router.post("/projects/{uuid:pk}/duplicate", response=schemas.ProjectCard)
def duplicate_project(request: HttpRequest, pk: UUID) -> Any:
    project, _ = access.get_project(request.user, pk, Action.MANAGE)
    return queries.project_card(projects.do_duplicate(project, person(request)))
