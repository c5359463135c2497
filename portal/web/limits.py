"""The generous flood brake in front of everything. What really protects (tries at a birthday, a
code, a password) is counted in the database: this memory is per process, and mobile networks put
many parents behind one address."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, default_limits=["600 per minute"], storage_uri="memory://")
