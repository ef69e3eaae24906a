"""The instance's database, looked at from beside the server, with the rights of its owner."""
import hashlib, json

import pymysql


class Database:
    """One autocommit connection, made when first used and again when it broke. Close it, or use it in `with`."""

    def __init__(self, instance):
        self.instance, self.connection = instance, None

    def connect(self):
        """A new connection, for tests that need several."""
        return pymysql.connect(**json.loads((self.instance.real / "db/owner.json").read_text()), charset="utf8mb4", autocommit=True,
                               cursorclass=pymysql.cursors.DictCursor, init_command="SET time_zone='+00:00'")

    def rows(self, sql, *args):
        with self._cursor() as cursor:
            cursor.execute(sql, args or None)
            return cursor.fetchall()

    def row(self, sql, *args):
        found = self.rows(sql, *args)
        assert len(found) == 1, f"{len(found)} rows instead of one: {sql} {args}"
        return found[0]

    def value(self, sql, *args):
        return next(iter(self.row(sql, *args).values()))

    def run(self, sql, *args):
        """Runs a statement and gives the number of rows it changed."""
        with self._cursor() as cursor:
            return cursor.execute(sql, args or None)

    def tables(self):
        return [next(iter(row.values())) for row in self.rows("SHOW TABLES")]

    def checksum(self, *tables):
        """A digest of everything in these tables (all, without any): equal exactly when nothing changed."""
        digest = hashlib.sha256()
        for row in self.rows("CHECKSUM TABLE " + ", ".join(f"`{t}`" for t in tables or self.tables())):
            digest.update(f"{row['Table']}={row['Checksum']}\n".encode())
        return digest.hexdigest()

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def _cursor(self):
        if self.connection is None:
            self.connection = self.connect()
        self.connection.ping(reconnect=True)
        return self.connection.cursor()

    __enter__ = lambda self: self

    def __exit__(self, *_):
        self.close()
