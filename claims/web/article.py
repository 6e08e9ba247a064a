"""Articles: the list, taking one in, and the workbench."""

from flask import Blueprint

bp = Blueprint("article", __name__)
