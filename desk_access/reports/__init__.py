"""The ledger as files for other programs."""
