"""The sample parents' phones, in the demo only."""

from flask import Blueprint

blueprint = Blueprint("phones", __name__)
