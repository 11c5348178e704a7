"""The workspace's database: people, templates, the ledger, settings."""
