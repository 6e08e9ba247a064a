"""Writing a verdict."""

from flask import Blueprint

bp = Blueprint("verdict", __name__)
