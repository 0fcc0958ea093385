"""What stays, and for whom."""

import pandas as pd

from scenarios.publish.salesforce.cover import Cover, missing_ids
from scenarios.publish.salesforce.org import Org
from scenarios.publish.salesforce.rows import Operation, Reference, Thing, step_of

BOB = Reference(Thing.USER, "Bob")
RECORDS = {
    Thing.TERRITORY: pd.DataFrame({"Id": ["T1", "T2", "T3"], "ParentTerritory2Id": ["T2", "", ""]}),
    Thing.MEMBER: pd.DataFrame({"Id": ["M1"], "UserId": ["U1"], "Territory2Id": ["T3"]}),
    Thing.ASSIGNMENT: pd.DataFrame({"Id": ["A1", "A2"], "ObjectId": ["1", "2"], "Territory2Id": ["T1", "T3"]}),
    Thing.QUOTA: pd.DataFrame(
        {"Id": ["Q1"], "Territory2Id": [""], "QuotaOwnerId": ["U1"], "StartDate": ["2027-01-01"]}
    ),
}
ORG = Org(RECORDS, {thing: {} for thing in Thing}, frozenset(), {}, ())


def held(cover, thing, record):
    """Whether a record must stay."""
    row = {"Id": record}
    return bool(cover.holds(step_of(thing, Operation.DELETE, [("x", row)], "why"), row))


def test_an_account_keeps_its_territory_and_those_above():
    """The account that lost its new territory keeps the old one, which keeps its parent; others may go."""
    cover = Cover(ORG)
    cover.lose(Thing.ASSIGNMENT, {"ObjectId": "1", "Territory2Id": Reference(Thing.TERRITORY, "New")}, ORG)
    assert held(cover, Thing.ASSIGNMENT, "A1")
    assert not held(cover, Thing.ASSIGNMENT, "A2")
    assert [held(cover, Thing.TERRITORY, name) for name in ("T1", "T2", "T3")] == [True, True, False]
    assert not held(cover, Thing.MEMBER, "M1")


def test_a_quota_stays_with_its_rep_and_month():
    """By user, another month has nothing to do with it."""
    cover = Cover(ORG)
    cover.lose(Thing.QUOTA, {"QuotaOwnerId": "U1", "StartDate": "2027-02-01"}, ORG)
    assert not held(cover, Thing.QUOTA, "Q1")
    cover.lose(Thing.QUOTA, {"QuotaOwnerId": "U1", "StartDate": "2027-01-01"}, ORG)
    assert held(cover, Thing.QUOTA, "Q1")


def test_what_is_not_in_the_org_holds_nothing():
    """A user, account or territory without an id has nothing there that could stay for it."""
    cover = Cover(ORG)
    cover.lose(Thing.MEMBER, {"UserId": BOB, "Territory2Id": Reference(Thing.TERRITORY, "New")}, ORG)
    cover.lose(Thing.TYPE, {"DeveloperName": "T"}, ORG)
    assert not held(cover, Thing.MEMBER, "M1")
    assert not held(cover, Thing.ASSIGNMENT, "nowhere")
    cover.lose(Thing.MEMBER, {"UserId": BOB, "Territory2Id": "T3"}, ORG)
    assert held(cover, Thing.MEMBER, "M1")


def test_what_a_row_waits_for():
    """By object and key; nothing where all is known."""
    assert missing_ids({"UserId": BOB, "Territory2Id": "T3"}, ORG) == "User Bob"
    assert missing_ids({"UserId": BOB}, ORG.with_ids(Thing.USER, {"Bob": "U9"})) == ""
