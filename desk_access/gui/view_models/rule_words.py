"""The rules of a schedule in plain sentences, for people who never read a manual."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from desk_access.gui.view_models.durations import hours_text
from desk_access.gui.view_models.moments import region, time_text
from desk_access.model.schedule import Schedule
from desk_access.model.work_rules import (
    Band,
    BreakRule,
    ForgottenOut,
    Pairing,
    Rounding,
    Towards,
    WorkRules,
)

translate = QCoreApplication.translate


def rule_rows(schedule: Schedule) -> list[tuple[str, str]]:
    """(topic, sentence) of everything that decides how its hours are counted."""
    rules = schedule.rules
    grace, around = grace_words(rules.grace_in, rules.grace_out), around_words(rules)
    if any(shift.flexible for shifts in schedule.cycle for shift in shifts):
        grace = f"{grace} {translate('Rules', 'Core time has no grace.')}"
        around = f"{around} {translate('Rules', 'Outside flexible hours nothing counts.')}"
    return [
        (translate("Rules", "Punches"), pairing_words(rules.pairing)),
        (translate("Rules", "Breaks"), break_words(rules.breaks)),
        (translate("Rules", "Forgotten OUT"), forgotten_words(rules)),
        (translate("Rules", "Rounding"), rounding_words(rules.round_in, rules.round_out)),
        (translate("Rules", "Late and early"), grace),
        (translate("Rules", "Undertime"), undertime_words(rules.undertime_tolerance)),
        (translate("Rules", "Around the shift"), around),
        (translate("Rules", "Repeated punches"), flap_words(rules)),
        (translate("Rules", "Overtime by day"), daily_words(rules.daily)),
        (translate("Rules", "Overtime by week"), weekly_words(rules)),
        (translate("Rules", "Free days, holidays"), free_day_words(rules.free_day)),
        (translate("Rules", "Night work"), night_words(rules)),
        (translate("Rules", "Public holidays"), holiday_words(schedule.works_on_holidays)),
    ]


def pairing_words(pairing: Pairing) -> str:
    """How punches become stretches."""
    return {
        Pairing.FIRST_LAST: translate(
            "Rules", "The day is from the first punch to the last, whatever is between."
        ),
        Pairing.EVERY_PAIR: translate("Rules", "Each IN belongs to the OUT that follows it."),
        Pairing.ALTERNATE: translate(
            "Rules", "Punches are IN and OUT in turn, whatever the desk wrote."
        ),
    }[pairing]


def break_words(breaks: BreakRule) -> str:
    """What becomes of unpaid breaks."""
    return {
        BreakRule.DEDUCTED: translate(
            "Rules", "Unpaid breaks come off, whether somebody went out or not."
        ),
        BreakRule.RECOGNISED: translate(
            "Rules", "Going out during the shift is the break; only what it lacks comes off."
        ),
    }[breaks]


def forgotten_words(rules: WorkRules) -> str:
    """What an IN without OUT counts."""
    counts = {
        ForgottenOut.NOTHING: translate(
            "Rules", "An IN without an OUT counts nothing until somebody corrects it."
        ),
        ForgottenOut.SHIFT_END: translate(
            "Rules",
            "An IN without an OUT counts until the shift ends, at most what was due. It is marked.",
        ),
    }[rules.forgotten_out]
    after = translate("Rules", "It is taken for forgotten after {hours} hours.")
    return f"{counts} {after.format(hours=hours_text(rules.longest))}"


def rounding_words(coming: Rounding, leaving: Rounding) -> str:
    """How moments are rounded."""
    if coming == leaving:
        return translate("Rules", "Coming and leaving {how}.").format(how=_rounded(coming))
    words = translate("Rules", "Coming {coming}, leaving {leaving}.")
    return words.format(coming=_rounded(coming), leaving=_rounded(leaving))


def _rounded(rounding: Rounding) -> str:
    if rounding.minutes == 1:
        return {
            Towards.DOWN: translate("Rules", "to the minute that has begun"),
            Towards.UP: translate("Rules", "to the next full minute"),
            Towards.NEAREST: translate("Rules", "to the nearest minute"),
        }[rounding.towards]
    words = {
        Towards.DOWN: translate("Rules", "back to full {minutes} minutes"),
        Towards.UP: translate("Rules", "on to full {minutes} minutes"),
        Towards.NEAREST: translate("Rules", "to the nearest {minutes} minutes"),
    }[rounding.towards]
    return words.format(minutes=rounding.minutes)


def grace_words(coming: int, leaving: int) -> str:
    """What is not late yet."""
    if not coming and not leaving:
        return translate("Rules", "Every minute late, or early away, is counted.")
    if coming and leaving:
        words = translate(
            "Rules", "Up to {coming} late, and up to {leaving} early away, are none at all."
        )
    elif coming:
        words = translate(
            "Rules", "Up to {coming} late are none at all; every minute early away is counted."
        )
    else:
        words = translate(
            "Rules", "Every minute late is counted; up to {leaving} early away are none at all."
        )
    return words.format(coming=minutes_words(coming), leaving=minutes_words(leaving))


def undertime_words(tolerance: int | None) -> str:
    """How much undertime needs attention."""
    if tolerance is None:
        return translate("Rules", "Undertime is not counted.")
    if not tolerance:
        return translate("Rules", "Every minute of undertime needs attention.")
    words = translate("Rules", "More than {minutes} of undertime on a day need attention.")
    return words.format(minutes=minutes_words(tolerance))


def around_words(rules: WorkRules) -> str:
    """What counts before and after the shift."""
    before = (
        translate("Rules", "Work before the shift counts.")
        if rules.early_counts
        else translate("Rules", "Being there before the shift does not count.")
    )
    if not rules.snap_out:
        return f"{before} {translate('Rules', 'Work after it counts.')}"
    after = translate("Rules", "Work after it counts if it is more than {minutes}.")
    return f"{before} {after.format(minutes=minutes_words(rules.snap_out))}"


def flap_words(rules: WorkRules) -> str:
    """Which punches are the one before once more."""
    if not rules.flap:
        return translate("Rules", "None is ignored.")
    words = translate("Rules", "A second one within {minutes} is ignored, and listed as such.")
    if rules.pairing is Pairing.EVERY_PAIR:
        words = translate(
            "Rules", "The same direction again within {minutes} is ignored, and listed as such."
        )
    return words.format(minutes=minutes_words(rules.flap))


def daily_words(bands: tuple[Band, ...]) -> str:
    """What work beyond the hours due is paid at."""
    if not bands:
        return translate("Rules", "There is none.")
    words = translate("Rules", "Beyond the hours due: {bands}.")
    return words.format(bands=_bands(bands))


def weekly_words(rules: WorkRules) -> str:
    """What work beyond the week's hours is paid at."""
    if not rules.weekly:
        return translate("Rules", "There is none.")
    words = translate("Rules", "In a week that begins on {day}: {bands}.")
    day = region().standaloneDayName(rules.week_begins + 1, QLocale.FormatType.LongFormat)
    return words.format(day=day, bands=_bands(rules.weekly))


def free_day_words(bands: tuple[Band, ...]) -> str:
    """What work on free days and holidays is paid at."""
    if not bands:
        return translate("Rules", "Work on them is paid as usual.")
    return translate("Rules", "Work on them: {bands}.").format(bands=_bands(bands))


def _bands(bands: tuple[Band, ...]) -> str:
    first = translate("Rules", "{percent} % from the first minute")
    later = translate("Rules", "{percent} % after {hours} hours")
    return ", ".join(
        (later if band.after else first).format(percent=band.percent, hours=hours_text(band.after))
        for band in bands
    )


def night_words(rules: WorkRules) -> str:
    """When it is night."""
    if rules.night is None:
        return translate("Rules", "Night work is not told apart.")
    words = translate("Rules", "Work from {start} to {end} is counted as night work too.")
    return words.format(start=time_text(rules.night.start), end=time_text(rules.night.end))


def holiday_words(works: bool) -> str:
    """Whether a holiday is free."""
    if works:
        return translate("Rules", "They are days like others: the shift is due.")
    return translate("Rules", "Nobody is due on them.")


def minutes_words(minutes: int) -> str:
    """``1 minute``, ``5 minutes``."""
    if minutes == 1:
        return translate("Rules", "1 minute")
    return translate("Rules", "{count} minutes").format(count=minutes)
