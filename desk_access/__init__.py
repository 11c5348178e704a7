"""desk-access: attendance and access control by face, on the organisation's own machine."""

__version__ = "0.1.0"
