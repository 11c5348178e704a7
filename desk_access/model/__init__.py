"""The values that everything else passes around: frozen, checked where they are made."""
