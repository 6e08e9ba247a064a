"""What everybody may read: home, search, verdict pages, reports."""

from flask import Blueprint

bp = Blueprint("public", __name__)
