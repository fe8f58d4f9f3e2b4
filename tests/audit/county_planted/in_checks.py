"""What lists for checks alone show: notices, papers handed in, public employees, the deceased."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.audit.county_planted.lists import School, child_of
from tests.audit.county_planted.plan import Plan
from tests.tools.county import account_of, sheet

NOTICES, PAPERS = "公示结果登记表.xlsx", "回收登记表.xlsx"
EMPLOYEES, DECEASED = "财政供养人员.xlsx", "死亡人员.xlsx"
MEALS = "供餐月报.xlsx"


def listed_as_deceased(plan: Plan) -> None:
    """Died before the money came; the twins died after it, or bear the name of somebody who has died."""
    dead, alive, namesake = plan.child(), plan.child(), plan.child()
    other = child_of(next(plan.numbers), namesake.school)
    for who, number, day in ((dead, dead.id_number, "2023-04-19"), (alive, alive.id_number, "2023-06-01"),
                             (namesake, other.id_number, "2023-01-01")):  # fmt: skip
        row = {"姓名": who.name, "身份证号": number, "死亡日期": day}
        plan.lists.put(DECEASED, "deceased", who.number, row)
    plan.case("paid-after-death", dead)
    plan.twin(alive, namesake)


def card_of_an_employee(plan: Plan) -> None:
    """A teacher's card, known by its number, and a holder of a clerk's name; the twin is the clerk's own child."""
    teacher, clerk, own = (f"{name}{next(plan.numbers)}" for name in ("孙老师", "褚会计", "卫科长"))
    cards = {name: account_of(400_000 + next(plan.numbers)) for name in (teacher, clerk, own)}
    for name, number in ((teacher, cards[teacher]), (clerk, ""), (own, cards[own])):
        grown_up = child_of(next(plan.numbers), plan.quiet, born=date(1980, 5, 4))
        row = {"姓名": name, "身份证号": grown_up.id_number, "账号": number, "单位": "示例单位"}
        plan.lists.put(EMPLOYEES, "public-employees", name, row)
    plan.case("account-of-employee", plan.child(账号=cards[teacher], 户名=teacher), also=("holder-other",))
    plan.case("employee-namesake", plan.child(账号=cards[clerk], 户名=clerk), also=("holder-other",))
    plan.twin(plan.child(账号=cards[own], 户名=own, 监护人姓名=own))


def never_public_or_not_in_order(plan: Plan) -> None:
    """No notice, one too short, one after the approval, one with objections left open; the twin's was in order."""
    for notice in (
        {}, {"公示起": "2023-04-10", "公示止": "2023-04-13"}, {"公示起": "2023-04-24", "公示止": "2023-05-12"},
        {"公示起": "2023-04-10", "公示止": "2023-04-21", "异议件数": "2", "结论": ""}, {"结论": "无异议"},
    ):  # fmt: skip
        school = _school_of_one(plan)
        plan.notices[school.number] = notice
        if notice.get("结论"):
            plan.twin(f"|{school.title}|")
        else:
            plan.case("public-notice", f"|{school.title}|")


def papers_missing(plan: Plan) -> None:
    for said in ("无", "有"):
        school = _school_of_one(plan)
        plan.papers[school.number] = {"领取确认表": said}
        if said == "无":
            plan.case("papers-kept", f"|{school.title}|")
        else:
            plan.twin(f"|{school.title}|")


def _school_of_one(plan: Plan) -> School:
    school = plan.school()
    plan.child(school)
    return school


def meals_not_as_reported(plan: Plan) -> None:
    """Twelve meals reported where one child is paid for twenty days; nobody reported; the twins are about right."""
    for diners in ("12", "", "19"):
        school = plan.school(meals=True)
        plan.child(school)
        if diners:
            _report_meals(plan, school, diners)
        if diners == "19":
            plan.twin(f"|{school.title}|")
        else:
            plan.case("meals-served" if diners else "meals-unreported", f"|{school.title}|")
    _report_meals(plan, plan.quiet, "")  # who reports the days alone says nothing that could differ


def _report_meals(plan: Plan, school: School, diners: str) -> None:
    row = {"学校": school.title, "月份": "2023年3月", "天数": "20", "就餐人次": diners}
    plan.lists.put(MEALS, "meals", school.number, row)


IN_CHECKS = (
    listed_as_deceased,
    card_of_an_employee,
    never_public_or_not_in_order,
    papers_missing,
    meals_not_as_reported,
)


def register(plan: Plan) -> None:
    """Write down of every school what hung out and what was handed in: all in order where nothing else is said."""
    fine = {"公示起": "2023-04-10", "公示止": "2023-04-21", "异议件数": "0", "结论": "无异议"}
    for number, row in plan.lists.rows("学校名录.xlsx", "first").items():
        where = {"学校": row["学校名称"]}
        notice = plan.notices.get(number, fine)
        if notice:
            plan.lists.put(NOTICES, "notices", number, {**where, "项目": "全部", **fine, **notice})
        papers = {"审核花名册": "有", "领取确认表": "有"}
        plan.lists.put(PAPERS, "papers", number, {**where, **papers, **plan.papers.get(number, {})})


def hang_out(plan: Plan, folder: Path, times: int) -> None:
    """Put notices into the folder of a batch: some show IDs, the others (twins) what they may."""
    plan.how = "hang_out"
    folder.mkdir()
    for number, school in enumerate(plan.schools[: 2 * times]):
        name = f"公示{school.number}号学校.xlsx"
        rows = [
            {"序号": str(at), "学校": school.title, "年级": row["年级"], "班级": row["班级"], "姓名": row["姓名"],
             **({} if number % 2 else {"身份证号": row["身份证件号"]})}
            for at, row in enumerate(plan.lists.rows(school.roster, "first").values(), start=1)
        ]  # fmt: skip
        (folder / name).write_bytes(sheet(rows))
        if number % 2:
            plan.twin(name)
        else:
            plan.case("notice-private", name)
