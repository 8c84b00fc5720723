"""The list for calling: one row per contact."""

#: name of the column (translated where the file is written) in the order of cells
COLUMNS = (
    "company",
    "contact",
    "position",
    "phone",
    "extension",
    "other_phones",
    "segment",
    "salesperson",
    "last_call",
)


def row(contact, segment):
    """Cells of one contact, in the order of ``COLUMNS``, not guarded yet."""
    return (
        contact.company,
        contact.name if contact.is_person else "",
        contact.position,
        contact.phone_e164,
        contact.extension,
        ", ".join(contact.phones[1:]),
        segment,
        contact.salesperson,
        contact.last_call.isoformat() if contact.last_call else "",
    )


def kinds():
    """Kind of each cell for the formula guard."""
    return ["phone" if name == "phone" else "text" for name in COLUMNS]
