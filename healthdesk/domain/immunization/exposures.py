"""Exposures to rabies as facts: the grade one is treated as, which may be higher than the one seen."""

from collections.abc import Mapping

from healthdesk.domain.immunization.course import Course
from healthdesk.domain.immunization.history import Progress
from healthdesk.domain.immunization.person import Exposure
from healthdesk.domain.immunization.rabies_rules import GROUP, Regrading


def facts(course: Course, exposure: Exposure) -> Mapping[str, str]:
    """The exposure as words for conditions; `exposure_grade` is the grade it is treated as."""
    higher = regrading(course, exposure)
    return {**_seen(exposure), "exposure_grade": higher.grade if higher else exposure.grade}


def regrading(course: Course, exposure: Exposure) -> Regrading | None:
    """Why it is treated as a higher grade; None when it is not."""
    moment = course.moment(GROUP, exposure.on)._replace(progress=Progress(facts=_seen(exposure)))
    return next((one for one in course.schedule.rabies.treated_as if moment.holds(one.when)), None)


def _seen(exposure: Exposure) -> Mapping[str, str]:
    return {
        "seen_grade": exposure.grade,
        "exposure_site": exposure.site,
        "animal": exposure.animal,
        "rabies_course": exposure.course,
    }
