"""Pictures of the import's dialog, over drawn people and their schedules."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from desk_access.gui.dialogs.encoding import EncodingDialog
from desk_access.gui.dialogs.importing import ImportDialog
from desk_access.gui.view_models.import_words import ImportWhat
from desk_access.gui.widgets.rail import PageName
from tests.gui.showcase import full_desk
from tests.gui.studio import Studio, page
from tests.gui.time_samples import busy_house
from tests.unit.imports.files import text_file, workbook_file

NOVEMBER = date(2026, 11, 1), date(2026, 11, 30)


def shoot_imports(studio: Studio, size: tuple[int, int], tag: str) -> None:
    desk = full_desk()
    people = desk.gallery.kept
    desk.time.house = busy_house(people, *NOVEMBER, datetime(2026, 11, 20, 3, 0, tzinfo=UTC))
    window = studio.open(desk, size)
    schedules = page(window, PageName.SCHEDULES)
    with tempfile.TemporaryDirectory() as folder:
        leave = workbook_file(
            Path(folder) / "leave.xlsx",
            ("code", "from", "to", "kind", "half", "phone"),
            (people[0].code, date(2026, 11, 23), date(2026, 11, 25), "annual"),
            (people[1].code, "2026. 11. 26.", None, "sick", "am"),
            (people[2].code, "11/26/2026", None, "sick"),
            (people[3].code, date(2026, 11, 23), date(2026, 11, 20), "annual"),
            ("E999", date(2026, 11, 23), None, "annual"),
            title="Leave",
        )
        dialog = ImportDialog(schedules._context, schedules, ImportWhat.LEAVE)
        dialog.open()
        dialog.use(leave)
        studio.wait_for(lambda: dialog.difference.lines)
        studio.shoot_widget(dialog, f"import-{tag}")
        dialog.close()
        asked = text_file(Path(folder) / "staff.csv", "code;name\nE7;Mary O’Brien\n", "cp1252")
        dialog = ImportDialog(schedules._context, schedules, ImportWhat.PEOPLE)
        dialog.open()
        dialog.use(asked)
        studio.wait_for(lambda: dialog.findChildren(EncodingDialog))
        studio.shoot_widget(dialog, f"import-not-utf-8-{tag}")
        asking = dialog.findChildren(EncodingDialog)[0]
        studio.shoot_widget(asking, f"import-encoding-{tag}")
        asking.close()
        dialog.close()
    korea = ImportDialog(schedules._context, schedules, ImportWhat.COUNTRY)
    korea.open()
    assert korea.form is not None
    korea.form.country.setCurrentIndex(korea.form.country.findData("KR"))
    studio.shoot_widget(korea, f"import-country-{tag}")
    korea.show_days.click()
    studio.wait_for(lambda: korea.difference.lines)
    studio.shoot_widget(korea, f"import-holidays-{tag}")
    korea.close()
    studio.close()
