"""Claims: triage on the workbench, and the page of one claim."""

from flask import Blueprint

bp = Blueprint("claim", __name__)
