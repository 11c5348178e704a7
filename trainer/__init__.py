"""Makes the recogniser that the application runs: data, losses, training, measuring, export.

The application never imports this package. Its libraries are the extra ``trainer``.
"""
