"""Desk settings."""

from flask import Blueprint

bp = Blueprint("setting", __name__)
