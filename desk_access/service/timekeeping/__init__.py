"""Attendance beside the ledger: hours, corrections, closed months, schedules and calendars."""
