"""The yardstick: a bare Flask page from a template, in the portal's own gunicorn settings.

What the portal's first page costs above this is the portal's; the rest is Flask's.
"""

import sys

from flask import Flask, render_template
from jinja2 import DictLoader

from portal.serving import THREADS, Server

PAGE = """<!doctype html><html lang="en"><title>{{ title }}</title>
<h1>{{ title }}</h1><ul>{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul></html>"""


class BareServer(Server):
    """The portal's server for an app without a database."""

    def load_config(self) -> None:
        del self.options["post_fork"]
        super().load_config()


def bare() -> Flask:
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"page.html": PAGE})

    @app.get("/")
    def page() -> str:
        return render_template("page.html", title="A page", lines=range(20))

    return app


if __name__ == "__main__":
    BareServer(bare(), "127.0.0.1", int(sys.argv[1]), workers=2, threads=THREADS).run()
