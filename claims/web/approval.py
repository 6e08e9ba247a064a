"""Approving, returning and publishing a verdict."""

from flask import Blueprint

bp = Blueprint("approval", __name__)
