"""What machines read: exports of reports and the ClaimReview feed."""

from flask import Blueprint

bp = Blueprint("feed", __name__)
