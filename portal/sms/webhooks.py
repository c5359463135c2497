"""Where the carrier calls: texts that came in, and receipts for those that went out."""

from flask import Blueprint

blueprint = Blueprint("sms", __name__)
