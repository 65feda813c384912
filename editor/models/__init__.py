"""Rows and their constraints. Only flows write them; only queries and access read across them."""

from editor.models.asset import Asset
from editor.models.export import Export
from editor.models.matte import Matte
from editor.models.project import Document, DocumentUpdate, Project
from editor.models.share import ShareLink
from editor.models.user import User

__all__ = ["Asset", "Document", "DocumentUpdate", "Export", "Matte", "Project", "ShareLink", "User"]
