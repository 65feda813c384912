"""The operator's view. Rows are read here; what changes them is a flow, as everywhere."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from editor import storage
from editor.flows import Conflict, exports, projects, sharing, uploads
from editor.models import Asset, Export, Matte, Project, ShareLink, User

admin.site.site_header = admin.site.site_title = "Playhead"
admin.site.index_title = "Projects, media and work"


def each(admin_: Any, request: HttpRequest, rows: QuerySet[Any], flow: Any, done: str) -> None:
    """Run a flow on each row and say how it went; one that cannot be does not stop the others."""
    count = 0
    for row in rows:
        try:
            flow(row)
            count += 1
        except Conflict as error:
            admin_.message_user(request, str(error), messages.WARNING)
        except storage.StorageError as error:
            admin_.message_user(request, f"{row}: the media storage does not answer ({error}).", messages.ERROR)
    if count:
        admin_.message_user(request, f"{count} {done}.", messages.SUCCESS)


if TYPE_CHECKING:  # generic for the type checker only
    ModelAdmin = admin.ModelAdmin[Any]
    UserBase = UserAdmin[User]
else:
    ModelAdmin = admin.ModelAdmin
    UserBase = UserAdmin


class ReadOnly(ModelAdmin):
    """Rows of the product's own making: looked at, acted upon, not typed in."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows name objects in S3: flows delete, so that nothing is left lying there."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        shown = [name for name in self.readonly_fields if isinstance(name, str)]
        return [*(field.name for field in self.opts.fields), *shown]


@admin.register(Project)
class ProjectAdmin(ReadOnly):
    list_display = ("name", "owner", "asset_count", "export_count", "updated_at", "deleted_at")
    list_filter = (("deleted_at", admin.EmptyFieldListFilter), "updated_at")
    search_fields = ("id", "name", "owner__username", "owner__email")
    list_select_related = ("owner",)
    actions = ("put_in_bin", "restore")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.annotate(n_assets=Count("assets", distinct=True), n_exports=Count("exports", distinct=True))

    @admin.display(description="assets", ordering="n_assets")
    def asset_count(self, project: Any) -> int:
        return int(project.n_assets)

    @admin.display(description="exports", ordering="n_exports")
    def export_count(self, project: Any) -> int:
        return int(project.n_exports)

    @admin.action(description="Put in the bin")
    def put_in_bin(self, request: HttpRequest, rows: QuerySet[Project]) -> None:
        each(self, request, rows, projects.do_delete, "put in the bin")

    @admin.action(description="Restore from the bin")
    def restore(self, request: HttpRequest, rows: QuerySet[Project]) -> None:
        each(self, request, rows.exclude(deleted_at=None), projects.do_restore, "restored")


@admin.register(Asset)
class AssetAdmin(ReadOnly):
    list_display = (
        "poster",
        "name",
        "project",
        "kind",
        "state",
        "progress_percent",
        "error",
        "megabytes",
        "created_at",
    )
    list_display_links = ("name",)
    list_filter = ("state", "kind", "created_at")
    search_fields = ("id", "name", "project__name", "project__id", "error")
    list_select_related = ("project",)
    readonly_fields = ("poster",)
    actions = ("process_again", "delete_with_media")

    @admin.display(description="poster")
    def poster(self, asset: Asset) -> str:
        if not asset.poster_key:
            return "–"
        return format_html(
            '<img src="{}" alt="" loading="lazy" style="width:96px;height:54px;object-fit:cover;border-radius:4px">',
            storage.presign_get(asset.poster_key),
        )

    @admin.display(description="size", ordering="size")
    def megabytes(self, asset: Asset) -> str:
        return f"{asset.size / 1e6:.1f} MB"

    @admin.display(description="progress", ordering="progress")
    def progress_percent(self, asset: Asset) -> str:
        return f"{asset.progress:.0%}"

    @admin.action(description="Process again")
    def process_again(self, request: HttpRequest, rows: QuerySet[Asset]) -> None:
        each(self, request, rows, uploads.do_reprocess, "queued for processing")

    @admin.action(description="Delete with their media")
    def delete_with_media(self, request: HttpRequest, rows: QuerySet[Asset]) -> None:
        each(self, request, rows, uploads.do_purge, "deleted")


@admin.register(Matte)
class MatteAdmin(ReadOnly):
    list_display = ("name", "asset", "project", "revision", "prompt_count", "error", "updated_at")
    list_filter = (("error", admin.EmptyFieldListFilter), "updated_at")
    search_fields = ("id", "name", "asset__name", "asset__project__name", "error")
    list_select_related = ("asset__project",)

    @admin.display(ordering="asset__project__name")
    def project(self, matte: Matte) -> str:
        return str(matte.asset.project)

    @admin.display(description="prompts")
    def prompt_count(self, matte: Matte) -> int:
        return len(matte.prompts)


@admin.register(Export)
class ExportAdmin(ReadOnly):
    list_display = ("created_at", "project", "requested_by", "state", "progress_percent", "error", "download")
    list_filter = ("state", "created_at")
    search_fields = ("id", "project__name", "project__id", "error")
    list_select_related = ("project", "requested_by")
    readonly_fields = ("download",)
    actions = ("retry", "cancel")

    @admin.display(description="progress", ordering="progress")
    def progress_percent(self, export: Export) -> str:
        return f"{export.progress:.0%}"

    @admin.display(description="file")
    def download(self, export: Export) -> str:
        if export.state != Export.State.DONE or not export.key:
            return "–"
        return format_html('<a href="{}">{} MB</a>', storage.presign_get(export.key), f"{export.size / 1e6:.1f}")

    @admin.action(description="Try again")
    def retry(self, request: HttpRequest, rows: QuerySet[Export]) -> None:
        each(self, request, rows, exports.do_retry_export, "queued again")

    @admin.action(description="Cancel")
    def cancel(self, request: HttpRequest, rows: QuerySet[Export]) -> None:
        each(self, request, rows.filter(state__in=exports.LIVE), exports.do_cancel_export, "cancelled")


@admin.register(ShareLink)
class ShareLinkAdmin(ReadOnly):
    list_display = ("project", "role", "created_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "created_at")
    search_fields = ("id", "project__name", "project__id")
    list_select_related = ("project",)
    exclude = ("token",)  # a key to somebody's project; the operator needs to revoke it, not to use it
    actions = ("revoke",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for name in super().get_readonly_fields(request, obj) if name != "token"]

    @admin.action(description="Revoke")
    def revoke(self, request: HttpRequest, rows: QuerySet[ShareLink]) -> None:
        each(self, request, rows, sharing.do_revoke, "revoked")


@admin.register(User)
class PersonAdmin(UserBase):
    list_display = ("username", "email", "is_guest", "is_staff", "project_count", "last_login", "date_joined")
    list_filter = ("is_guest", "is_staff", "is_active", "date_joined")
    fieldsets = (*(UserAdmin.fieldsets or ()), ("Playhead", {"fields": ("is_guest",)}))
    readonly_fields = ("is_guest",)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.annotate(n_projects=Count("projects"))

    @admin.display(description="projects", ordering="n_projects")
    def project_count(self, user: Any) -> int:
        return int(user.n_projects)
