"""Databases of PostgreSQL for tests: washed and used again, since making one takes longer than most tests."""

import itertools

import psycopg
from sqlalchemy import URL

_MARK = """
CREATE SCHEMA kept;

CREATE TABLE kept.sequence AS SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public';

-- What the schema is made of: whoever changed it gets no washed database, and nobody gets his.
CREATE FUNCTION kept.shape() RETURNS text LANGUAGE sql AS $$
    SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
        SELECT concat_ws('/', oid, relname, relkind, reloptions) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws('/', attrelid, attname, atttypid, attnotnull, attisdropped)
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0
        UNION ALL SELECT concat_ws('/', tgrelid, tgname, tgenabled) FROM pg_trigger
        UNION ALL SELECT concat_ws('/', oid, conrelid, conname) FROM pg_constraint
        UNION ALL SELECT concat_ws('/', oid, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS parts (part)
$$;

CREATE FUNCTION kept.wash() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text;
    used boolean;
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);  -- no trigger refuses, no key is looked up
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO used;
        IF used THEN
            EXECUTE format('DELETE FROM public.%I', name);
        END IF;
        IF to_regclass('kept.' || quote_ident(name)) IS NOT NULL THEN
            EXECUTE format('INSERT INTO public.%I OVERRIDING SYSTEM VALUE SELECT * FROM kept.%I', name, name);
        END IF;
    END LOOP;
    PERFORM setval(format('public.%I', sequencename), coalesce(last_value, 1), last_value IS NOT NULL)
        FROM kept.sequence;
END
$$;

DO $$
DECLARE
    name text;
    used boolean;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO used;
        IF used THEN
            EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', name, name);
        END IF;
    END LOOP;
END
$$;
"""
TEMPLATE = "template_desk"
"""Of which all desks are copies; prepared before anything is lent."""
_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Laundry:
    """Lends fresh desks on one server: the one that was given back last, washed, or a new one."""

    def __init__(self, server: URL) -> None:
        self._server = server
        self._numbers = itertools.count(1)
        self._clean: list[tuple[URL, psycopg.Connection]] = []
        with _connect(server.set(database=TEMPLATE)) as connection:
            connection.execute(_MARK)
            self._shape = _shape(connection)

    def lend(self) -> tuple[URL, psycopg.Connection]:
        """Return the address of a fresh desk, and the connection that it will be washed by."""
        return self._clean.pop() if self._clean else self.make()

    def make(self) -> tuple[URL, psycopg.Connection]:
        """Make a new database; it can be taken back like any other."""
        url = self._server.set(database=f"desk_{next(self._numbers)}")
        with _connect(self._server) as connection:
            connection.execute(f"CREATE DATABASE {url.database} TEMPLATE {TEMPLATE}")
        return url, _connect(url)

    def take_back(self, url: URL, connection: psycopg.Connection) -> None:
        """Wash a desk, or drop it where its schema was changed."""
        try:
            connection.execute(_OTHERS)
            if _shape(connection) == self._shape:
                connection.execute("SELECT kept.wash()")
                self._clean.append((url, connection))
                return
        except psycopg.Error:  # the test broke more than rows
            connection.close()
        connection.close()
        with _connect(self._server) as server:
            server.execute(f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)")

    def close(self) -> None:
        """Close the connections."""
        for _url, connection in self._clean:
            connection.close()


def _connect(url: URL) -> psycopg.Connection:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


def _shape(connection: psycopg.Connection) -> str:
    found = connection.execute("SELECT kept.shape()").fetchone()
    return str(found[0]) if found else ""
