"""Writes dates past the ORM: creation and done dates cannot be set otherwise."""

from odoo.tools import SQL


def set_dates(env, model, rows):
    """Set columns of the records of a model.

    :param rows: {id: {column: moment}}; records may have different columns.
    """
    table = env[model]._table
    by_columns = {}
    for record_id, values in rows.items():
        key = tuple(sorted(name for name, value in values.items() if value is not None))
        by_columns.setdefault(key, []).append(
            (record_id, *(values[name] for name in key))
        )
    for columns, lines in by_columns.items():
        if columns:
            _update(env, table, columns, lines)


def _update(env, table, columns, lines):
    assignments = SQL(", ").join(
        SQL("%s = v.%s", SQL.identifier(name), SQL.identifier(name)) for name in columns
    )
    names = SQL(", ").join(SQL.identifier(name) for name in ("id", *columns))
    values = SQL(", ").join(SQL("%s", line) for line in lines)
    env.cr.execute(
        SQL(
            "UPDATE %s AS t SET %s FROM (VALUES %s) AS v (%s) WHERE t.id = v.id",
            SQL.identifier(table),
            assignments,
            values,
            names,
        )
    )


def set_message_dates(env, model, rows):
    """Date the messages of documents: one minute after another from a moment.

    :param rows: {id of the document: moment}
    """
    if not rows:
        return
    values = SQL(", ").join(SQL("%s", row) for row in rows.items())
    env.cr.execute(
        SQL(
            """
            WITH dated AS (
                SELECT message.id,
                       v.begun + (ROW_NUMBER() OVER (
                           PARTITION BY message.res_id ORDER BY message.id
                       ) - 1) * INTERVAL '1 minute' AS date
                  FROM mail_message AS message
                  JOIN (VALUES %s) AS v (id, begun) ON v.id = message.res_id
                 WHERE message.model = %s
            )
            UPDATE mail_message AS message
               SET date = dated.date, create_date = dated.date
              FROM dated WHERE dated.id = message.id
            """,
            values,
            model,
        )
    )
