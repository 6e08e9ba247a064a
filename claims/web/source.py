"""Sources and evidence of a claim."""

from flask import Blueprint

bp = Blueprint("source", __name__)
