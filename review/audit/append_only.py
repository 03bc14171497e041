"""Tables whose rows are written once: PostgreSQL itself refuses to change them, whoever asks."""

from django.db.migrations import RunSQL


def append_only(table: str) -> RunSQL:
    """Return the migration operation after which ``table`` refuses UPDATE and DELETE of its rows; reversible.

    The refusal reaches Django as ``django.db.utils.IntegrityError``.
    """
    trigger = f"{table}_append_only"
    return RunSQL(
        sql=f"""
            CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'rows of {table} are never changed' USING ERRCODE = 'integrity_constraint_violation';
            END $$;
            CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION {trigger}();
        """,
        reverse_sql=f"DROP TRIGGER {trigger} ON {table}; DROP FUNCTION {trigger}();",
    )
