"""The desk's home: what waits for whoever is signed in."""

from flask import Blueprint

bp = Blueprint("desk", __name__)
