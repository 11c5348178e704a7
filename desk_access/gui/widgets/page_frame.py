"""The frame that every page has: title, one line of purpose, actions, and a body in four states."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.state_view import StateView


class PageFrame(QWidget):
    """A page. Subclasses fill :attr:`body` and :attr:`action_row`, and call :meth:`show_body`.

    :attr:`state` is the page's empty, loading and failed face.
    """

    def __init__(self, theme: Theme, title: str, purpose: str) -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName(title)
        self.setAccessibleDescription(purpose)
        self.state = StateView(theme)
        self.body = QWidget()
        self.notices = QVBoxLayout()
        self.notices.setSpacing(Space.S)
        self.action_row = QHBoxLayout()
        self.action_row.setSpacing(Space.S)
        self.header = QWidget()
        head = QHBoxLayout(self.header)
        head.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(title, Role.TITLE))
        words.addWidget(label(purpose, Role.MUTED, wrap=True))
        head.addLayout(words, 1)
        head.addLayout(self.action_row)
        self.action_row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._stack = QStackedLayout()
        self.page = QVBoxLayout(self)
        self.page.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        self.page.setSpacing(Space.L)
        self.page.addWidget(self.header)
        self.page.addLayout(self.notices)
        # A stack shows its first widget at once: as a window, if it belongs to nothing yet.
        self.page.addLayout(self._stack, 1)
        self._stack.addWidget(self.body)
        self._stack.addWidget(self.state)

    @property
    def body_shown(self) -> bool:
        """Whether the page is full: neither empty nor loading nor failed."""
        return self._stack.currentWidget() is self.body

    def show_body(self) -> None:
        """The page is full."""
        self._stack.setCurrentWidget(self.body)

    def show_state(self) -> StateView:
        """The page is empty, loading or failed; say which on what is returned."""
        self._stack.setCurrentWidget(self.state)
        return self.state

    def entered(self) -> None:
        """The page comes into view."""

    def left(self) -> None:
        """Another page takes its place."""

    def close_page(self) -> None:
        """The window closes: stop what the page started."""
