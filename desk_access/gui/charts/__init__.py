"""Charts, painted: what each shows, its marks for mouse and keyboard, and it as a picture."""
