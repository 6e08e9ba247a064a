"""Use cases: the only code that changes data.

A service takes ``(session, actor, …)``, returns entities and raises domain errors. It never commits, never
opens a session and never sees the web; whoever calls it (a view, a job, a command) commits once.
"""

from claims.domain import registry as registry  # all entities: their relationships name each other
