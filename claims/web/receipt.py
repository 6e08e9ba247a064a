"""Receipts: one small address a published revision that says whether it is still current."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from claims.publishing.json import encode
from claims.publishing.receipt import receipt_json
from claims.services.receipt import find_receipt
from claims.web.access import public
from claims.web.address import publisher
from claims.web.freshness import fresh
from claims.web.session import db

KINDS = ["text/html", "application/json"]

bp = Blueprint("receipt", __name__)


@bp.get("/r/<int:claim_id>-<int:number>")
@public
def page(claim_id: int, number: int) -> ResponseReturnValue:
    """Say whether a published revision still holds; as JSON to programs that ask for it."""
    response = _receipt(claim_id, number, as_json=request.accept_mimetypes.best_match(KINDS) == KINDS[1])
    response.vary.add("Accept")
    return response


@bp.get("/r/<int:claim_id>-<int:number>.json")
@public
def json(claim_id: int, number: int) -> ResponseReturnValue:
    """Say the same to programs."""
    return _receipt(claim_id, number, as_json=True)


def _receipt(claim_id: int, number: int, *, as_json: bool) -> Response:
    receipt = find_receipt(db(), claim_id, number)
    said = receipt_json(receipt, publisher())

    def render() -> str | Response:
        if as_json:
            return Response(encode(said) + "\n", mimetype="application/json")
        return render_template("public/receipt.html", receipt=receipt, verdict=receipt.verdict, said=said)

    return fresh(render, as_json, said)
