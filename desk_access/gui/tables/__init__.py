"""The tables and grids: item models and the delegates that paint their rows."""
