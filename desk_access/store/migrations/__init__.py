"""The database's revisions, run by :mod:`desk_access.store.schema`; there is no ini file."""
