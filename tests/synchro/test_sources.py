"""A source as an object: what comes, changes and goes with it."""

from __future__ import annotations

from tests.helpers import an_itop, create, found, read, refusal, rest, update
from tests.synchro.collecting import SETTINGS, Collector, a_collector

HEADER = "primary_key;name;first_name;org_id"
ROW = "a2;Newman;Ned;My Company/Department"


def test_a_source_gets_an_attribute_for_each_of_its_class_that_can_be_filled(collector: Collector) -> None:
    codes = collector.shown("SynchroAttribute", "attcode")
    assert {"name", "org_id", "team_list"} <= set(codes)
    assert not {"org_name", "friendlyname", "user_list", "tickets_list", "obsolescence_flag"} & set(codes)


def test_attributes_are_told_apart_by_what_they_fill(collector: Collector) -> None:
    kinds = dict(
        zip(
            collector.shown("SynchroAttribute", "attcode"),
            collector.shown("SynchroAttribute", "finalclass"),
            strict=True,
        )
    )
    assert kinds["name"] == "SynchroAttribute"
    assert kinds["org_id"] == "SynchroAttExtKey"
    assert kinds["team_list"] == "SynchroAttLinkSet"


def test_the_reply_to_its_creation_lists_the_attributes_in_the_order_of_the_class() -> None:
    data = {"operation": "core/create", "class": "SynchroDataSource", "comment": "x", "fields": SETTINGS}
    (entry,) = rest(an_itop(), {**data, "output_fields": "attribute_list"})["objects"].values()
    assert [row["attcode"] for row in entry["fields"]["attribute_list"]][:4] == ["name", "status", "org_id", "email"]


def test_a_source_whose_class_is_not_there_is_refused() -> None:
    assert "Value not allowed [Nope]" in refusal(an_itop(), "SynchroDataSource", {**SETTINGS, "scope_class": "Nope"})


def test_its_table_has_the_prefix_of_all_of_them_once() -> None:
    itop = an_itop()
    for given in ("hr", "synchro_data_hr"):
        source = create(itop, "SynchroDataSource", {**SETTINGS, "database_table_name": given})
        assert read(itop, "SynchroDataSource", source, "database_table_name") == {
            "database_table_name": "synchro_data_hr"
        }


def test_a_source_with_another_class_has_the_attributes_of_that_one_and_no_rows(collector: Collector) -> None:
    collector.load(HEADER, ROW)
    assert update(collector.itop, "SynchroDataSource", collector.source, {"scope_class": "Team"})["code"] == 0
    assert "persons_list" in collector.shown("SynchroAttribute", "attcode")
    assert "first_name" not in collector.shown("SynchroAttribute", "attcode")
    assert collector.replicas("status") == []


def test_a_refused_change_of_the_class_leaves_attributes_and_rows_as_they_were(collector: Collector) -> None:
    collector.load(HEADER, ROW)
    before = collector.itop.snapshot()
    refused = update(collector.itop, "SynchroDataSource", collector.source, {"scope_class": "Team", "name": ""})

    assert refused["code"] == 100
    assert collector.itop.snapshot() == before


def test_replicas_go_with_their_source(collector: Collector) -> None:
    collector.load(HEADER, ROW)
    data = {"operation": "core/delete", "class": "SynchroDataSource", "key": collector.source, "comment": "x"}
    assert rest(collector.itop, data)["code"] == 0
    assert collector.replicas("status") == []
    assert "Newman" in collector.names()


def test_what_a_source_locks_nobody_else_writes(collector: Collector) -> None:
    collector.load(HEADER, ROW)
    reply = update(collector.itop, "Person", {"name": "Newman"}, {"first_name": "Nora"})
    assert "The field First Name (first_name) is not writable" in reply["message"]


def test_what_a_source_does_not_fill_is_free(collector: Collector) -> None:
    collector.set("phone", update="0")
    collector.load(HEADER, ROW)
    assert update(collector.itop, "Person", {"name": "Newman"}, {"phone": "1"})["code"] == 0


def test_an_obsolete_source_locks_nothing(collector: Collector) -> None:
    collector.load(HEADER, ROW)
    update(collector.itop, "SynchroDataSource", collector.source, {"status": "obsolete"})
    assert update(collector.itop, "Person", {"name": "Newman"}, {"first_name": "Nora"})["code"] == 0


def delete(collector: Collector, name: str, user: str = "rest") -> dict[str, object]:
    data = {"operation": "core/delete", "class": "Person", "key": {"name": name}, "comment": "x"}
    return rest(collector.itop, data, user)


def test_an_object_that_a_source_keeps_for_itself_is_not_deleted() -> None:
    collector = a_collector(user_delete_policy="nobody")
    collector.load(HEADER, ROW)
    assert "owned by the external data source hr" in str(delete(collector, "Newman")["message"])
    assert "Newman" in collector.names()


def test_an_object_that_a_source_only_found_is_deleted() -> None:
    collector = a_collector(user_delete_policy="nobody")
    create(collector.itop, "Person", {"name": "Newman", "first_name": "Ned", "org_id": 1})
    collector.load(HEADER, ROW)
    assert delete(collector, "Newman")["code"] == 0


def test_a_replica_goes_with_its_object_and_is_told_of(collector: Collector) -> None:
    collector.load(HEADER, ROW)
    assert delete(collector, "Newman")["message"] == "Deleted: 1 plus (for DB integrity) 1"
    assert found(collector.itop, "SynchroReplica", "SELECT SynchroReplica") == []
