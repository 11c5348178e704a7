"""The window: the only room that knows Qt."""

from desk_access.gui.singletons import make_immortal

make_immortal()
