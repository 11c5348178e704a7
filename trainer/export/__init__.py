"""From a trained network to files that the application installs."""
