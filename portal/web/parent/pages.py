"""The blueprint of the parents' pages."""

from flask import Blueprint

blueprint = Blueprint("parent", __name__)
