"""Signing in and out, and the first admin of a new desk."""

from flask import Blueprint

bp = Blueprint("account", __name__)
