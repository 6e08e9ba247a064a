"""The report of an article: its texts and its state."""

from flask import Blueprint

bp = Blueprint("report", __name__)
