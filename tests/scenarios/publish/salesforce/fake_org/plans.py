"""Whether an org holds exactly the plan of a run: told from the tables of the run, without the writer."""

from collections import Counter

MODEL = "FY27: +10 %"


def what_is_held(org):
    """Accounts, members, managers and quotas of the model, by names people know."""
    records = org.records
    place = {key: row["Name"] for key, row in records["Territory2"].items()}
    user = {key: row["Name"] for key, row in records["User"].items()}
    number = {key: row["AccountNumber"] for key, row in records["Account"].items()}
    members = records["UserTerritory2Association"].values()
    accounts = records["ObjectTerritory2Association"].values()
    quotas = records["ForecastingQuota"].values()
    return {
        "models": Counter(row["Name"] for row in records["Territory2Model"].values()),
        "territories": Counter(place.values()),
        "members": Counter((user[row["UserId"]], place[row["Territory2Id"]]) for row in members),
        "managers": Counter(
            (user[row["ForecastUserId"]], row["Name"])
            for row in records["Territory2"].values()
            if row.get("ForecastUserId")
        ),
        "accounts": Counter((number[row["ObjectId"]], place[row["Territory2Id"]]) for row in accounts),
        "quotas": Counter(
            (user[row["QuotaOwnerId"]], place[row["Territory2Id"]], row["StartDate"], float(row["QuotaAmount"]))
            for row in quotas
        ),
    }


def what_is_planned(record, scenario):
    """The same as the tables of the run have it."""
    alignment, territories = record.rows("alignment", scenario), record.rows("territories", scenario)
    quotas = record.rows("quotas", scenario)
    reps = Counter(zip(territories["rep"], territories["territory"], strict=True))
    starts = quotas["period"] + "-01"
    amounts = quotas["amount"].astype(int) / 100
    return {
        "models": Counter([MODEL]),
        "territories": Counter(territories["territory"]),
        "members": reps,
        "managers": reps,
        "accounts": Counter(
            (account, territory)
            for account, territory in zip(alignment["account"], alignment["territory"], strict=True)
            if territory
        ),
        "quotas": Counter(zip(quotas["rep"], quotas["territory"], starts, amounts, strict=True)),
    }
