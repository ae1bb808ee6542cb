"""The execution: which object a row gets, what becomes of it, and what of rows that are no longer delivered."""

from __future__ import annotations

import json

import pytest

from fake_itop.profiles import PROFILES
from fake_itop.state import load_state, state_of
from fake_itop.values.http import NetworkFailure, OutgoingRequest
from tests.helpers import an_itop, create, found, read, rest, update
from tests.synchro.collecting import Collector, a_collector, counted

HEADER = "primary_key;name;first_name;org_id"
ORG = "My Company/Department"
NED = f"a2;Newman;Ned;{ORG}"
ZED = f"a3;Zed;Zoe;{ORG}"
LATER = 3600


def test_a_row_without_an_object_makes_one_and_remembers_that(collector: Collector) -> None:
    assert counted(collector.load(HEADER, NED))["Objects created"] == 1
    assert collector.replicas("status_dest_creator") == [True]


def test_a_row_finds_its_object_by_its_attributes(collector: Collector) -> None:
    key = create(collector.itop, "Person", {"name": "NEWMAN", "first_name": "N", "org_id": 1})
    assert counted(collector.load(HEADER, NED))["Objects reconciled (updated)"] == 1
    assert read(collector.itop, "Person", key, "name", "first_name") == {"name": "Newman", "first_name": "Ned"}


def test_attributes_without_a_cell_do_not_tell_objects_apart() -> None:
    collector = a_collector()
    collector.set("email", reconcile="1")
    create(collector.itop, "Person", {"name": "Newman", "first_name": "Ned", "org_id": 1, "email": "n@x.example"})
    assert counted(collector.load(HEADER, NED))["Objects reconciled (unchanged)"] == 1


def test_a_row_by_primary_key_is_the_object_of_that_id() -> None:
    collector = a_collector(reconciliation_policy="use_primary_key")
    collector.load(HEADER, f"1;First;F;{ORG}", f"nobody;Zed;Zoe;{ORG}")
    assert read(collector.itop, "Person", 1, "name") == {"name": "First"}
    assert "Zed" in collector.names()


@pytest.mark.parametrize(
    ("settings", "there", "error"),
    [
        ({"action_on_zero": "error"}, 0, "Could not find a match for reconciliation"),
        ({"action_on_one": "error"}, 1, "Found a match while expecting several"),
        ({}, 2, "2 destination objects match the reconciliation criterias: name=Newman"),
    ],
)
def test_an_action_that_is_an_error_leaves_the_row_new(settings: dict[str, str], there: int, error: str) -> None:
    collector = a_collector(**settings)
    for number in range(there):
        create(collector.itop, "Person", {"name": "Newman", "first_name": f"N{number}", "org_id": 1})
    assert counted(collector.load(HEADER, NED))["Objects reconciliation errors"] == 1
    assert collector.replicas("status_last_error") == [error]
    assert collector.replicas("status") == ["new"]


def test_the_first_of_several_is_the_first_in_the_order_of_the_class() -> None:
    collector = a_collector(action_on_multiple="take_first")
    for first_name in ("Zoe", "Ann"):
        create(collector.itop, "Person", {"name": "Newman", "first_name": first_name, "org_id": 1})
    collector.load("primary_key;name;phone", "a;Newman;1")
    assert read(collector.itop, "Person", {"first_name": "Ann"}, "phone") == {"phone": "1"}


def test_an_object_that_is_refused_is_an_error_of_its_row_alone(collector: Collector) -> None:
    report = counted(collector.load(HEADER, "a1;Lost;Lou;Nowhere", NED))
    assert (report["Objects creation errors"], report["Objects created"]) == (1, 1)
    assert "'Organization' (org_id) : Null not allowed" in collector.replicas("status_last_error")[0]


def test_a_reference_in_vain_is_a_warning(collector: Collector) -> None:
    collector.set("location_id", "SynchroAttExtKey", reconciliation_attcode="name")
    assert "Objects created: 1 (1 warnings)" in collector.load(f"{HEADER};location_id", f"{NED};Nowhere")
    assert "location_id" in collector.replicas("status_last_warning")[0]


def test_references_are_found_by_names_that_are_put_together(collector: Collector) -> None:
    collector.set("manager_id", "SynchroAttExtKey", reconciliation_attcode="friendlyname")
    collector.load(f"{HEADER};manager_id", f"{NED};my first name my last name")
    assert collector.person("Newman", "manager_id") == {"manager_id": "1"}


def test_links_are_made_from_one_cell(collector: Collector) -> None:
    create(collector.itop, "Team", {"name": "Ops", "org_id": 1})
    night = create(collector.itop, "Team", {"name": "Night", "org_id": 1})
    collector.load(f"{HEADER};team_list", f'{NED};"team_id->name:Ops|team_id:{night}"')
    assert [link["team_name"] for link in collector.person("Newman", "team_list")["team_list"]] == ["Night", "Ops"]


def test_an_unknown_attribute_of_a_link_is_an_error_of_its_row(collector: Collector) -> None:
    assert counted(collector.load(f"{HEADER};team_list", f"{NED};nope:1"))["Objects creation errors"] == 1


def test_only_changed_rows_are_written(collector: Collector) -> None:
    collector.load(HEADER, NED, ZED)
    report = counted(collector.load(HEADER, NED, ZED.replace("Zoe", "Zara")))
    assert report["Objects updated"] == 1


def test_values_that_are_there_stay_where_only_empty_ones_are_filled(collector: Collector) -> None:
    collector.set("phone", update_policy="write_if_empty")
    collector.load(f"{HEADER};phone", f"{NED};1")
    collector.load(f"{HEADER};phone", f"{NED};2")
    assert collector.person("Newman", "phone") == {"phone": "1"}


def test_ignored_rows_count_as_seen(collector: Collector) -> None:
    collector.load(HEADER, NED, ZED)
    assert counted(collector.load(HEADER, NED))["Replicas touched since last synchro"] == 2


def test_an_object_goes_with_the_row_that_is_no_longer_delivered() -> None:
    collector = a_collector(delete_policy="delete")
    collector.load(HEADER, NED, ZED)
    report = counted(collector.load(HEADER, NED))
    assert (report["Objects deleted"], report["Replicas touched since last synchro"]) == (1, 1)
    assert "Zed" not in collector.names()


def test_without_an_interval_only_an_import_tells_what_is_gone() -> None:
    collector = a_collector(delete_policy="delete")
    for row in (NED, ZED, NED):
        collector.load(HEADER, row, synchronize="0")
        assert "Objects deleted" not in counted(collector.execute())
    assert {"Newman", "Zed"} <= set(collector.names())


def test_rows_are_missing_once_the_interval_of_full_loads_has_passed() -> None:
    collector = a_collector(delete_policy="delete", full_load_periodicity=LATER)
    collector.load(HEADER, NED, ZED)
    collector.load(HEADER, NED)
    assert "Zed" in collector.names()
    collector.itop.clock.advance(LATER + 1)
    collector.load(HEADER, NED)
    assert "Zed" not in collector.names()


def test_an_object_that_others_need_is_not_deleted() -> None:
    collector = a_collector(scope_class="Organization", delete_policy="delete")
    collector.load("primary_key;name", "1;Sales", "2;Ops")
    (key,) = found(collector.itop, "Organization", {"name": "Ops"})
    create(collector.itop, "Person", {"name": "Newman", "first_name": "Ned", "org_id": key})
    assert counted(collector.load("primary_key;name", "1;Sales"))["Objects deletion errors"] == 1
    assert "Must be deleted manually" in collector.replicas("status_last_error")[1]


def test_an_object_is_changed_by_the_rules_when_its_row_is_gone() -> None:
    collector = a_collector(delete_policy="update", delete_policy_update="status:inactive; phone:0")
    collector.load(HEADER, NED, ZED)
    assert counted(collector.load(HEADER, NED))["Objects obsoleted"] == 1
    assert collector.person("Zed", "status", "phone") == {"status": "inactive", "phone": "0"}
    assert collector.replicas("status") == ["synchronized", "obsolete"]
    assert "Objects obsoleted" not in counted(collector.execute())


def test_a_row_that_comes_back_is_written_again() -> None:
    collector = a_collector(delete_policy="update", delete_policy_update="first_name:gone")
    collector.load(HEADER, NED, ZED)
    collector.load(HEADER, NED)
    collector.load(HEADER, NED, ZED)
    assert collector.person("Zed", "first_name") == {"first_name": "Zoe"}


def test_rules_that_are_refused_are_errors() -> None:
    collector = a_collector(delete_policy="update", delete_policy_update="nope:1")
    collector.load(HEADER, NED, ZED)
    assert counted(collector.load(HEADER, NED))["Objects obsolescence errors"] == 1


def test_an_obsolete_object_is_deleted_after_the_retention() -> None:
    policy = {"delete_policy": "update_then_delete", "delete_policy_retention": LATER}
    collector = a_collector(**policy, delete_policy_update="status:inactive")
    collector.load(HEADER, NED, ZED)
    collector.load(HEADER, NED)
    assert collector.person("Zed", "status") == {"status": "inactive"}
    collector.itop.clock.advance(LATER + 1)
    assert counted(collector.execute())["Objects deleted"] == 1


def test_the_history_says_that_a_synchronisation_wrote(collector: Collector) -> None:
    collector.load(HEADER, NED)
    data = {"operation": "core/get", "class": "CMDBChange", "output_fields": "userinfo"}
    reply = rest(collector.itop, {**data, "key": "SELECT CMDBChange WHERE origin = 'synchro-data-source'"})
    assert [entry["fields"]["userinfo"] for entry in reply["objects"].values()] == ["rest (Data Synchro)"]


def test_each_execution_leaves_a_log(collector: Collector) -> None:
    collector.load(HEADER, NED)
    collector.execute()
    assert collector.shown("SynchroLog", "status") == ["completed", "completed"]
    assert collector.shown("SynchroLog", "stats_nb_obj_created") == ["1", "0"]


def test_a_simulation_leaves_no_log(collector: Collector) -> None:
    collector.load(HEADER, NED, synchronize="0")
    assert counted(collector.execute(simulate="1"))["Objects created"] == 1
    assert collector.shown("SynchroLog", "status") == []
    assert "Newman" not in collector.names()


def test_only_administrators_and_the_sources_own_user_execute(collector: Collector) -> None:
    collector.load(HEADER, NED, synchronize="0")
    assert "ERROR: Only adminstrators" in collector.execute(user="partner_rest")
    (own,) = found(collector.itop, "User", {"login": "partner_rest"})
    update(collector.itop, "SynchroDataSource", collector.source, {"user_id": own})
    assert counted(collector.execute(user="partner_rest"))["Objects created"] == 1


def test_a_source_that_is_gone_ends_the_list(collector: Collector) -> None:
    page = collector.post("exec", {"data_sources": f"{collector.source},99,{collector.source}"}).body.decode()
    assert page.count("Working on hr") == 1
    assert "ERROR: The data source (id=99) does not exist. Exiting..." in page


def test_names_of_sources_are_text_in_the_page() -> None:
    assert "<b>" not in a_collector(name="<b>").execute()


def with_webhook(collector: Collector) -> None:
    """Persons whom a synchronisation makes are told to somebody."""
    type_ = "SELECT RemoteApplicationType WHERE name = 'iTop'"
    where = {"name": "C", "remoteapplicationtype_id": type_, "environment": "2-test", "url": "http://sink.example/"}
    connection = create(collector.itop, "RemoteApplicationConnection", where)
    action = {"name": "hook", "status": "enabled", "remoteapplicationconnection_id": connection, "payload": '"made"'}
    links = [{"action_id": create(collector.itop, "ActionWebhook", action), "order": 1}]
    trigger = {"description": "T", "target_class": "Person", "context": "Synchro", "action_list": links}
    create(collector.itop, "TriggerOnObjectCreate", trigger)


def test_what_it_writes_sets_off_webhooks_and_a_second_execution_waits_for_none_of_them(collector: Collector) -> None:
    with_webhook(collector)
    collector.load(HEADER, NED, synchronize="0")
    work = collector.itop.handle(collector.request("exec", {"data_sources": str(collector.source)}))
    assert isinstance(next(work), OutgoingRequest)
    assert "already being synchronized" in collector.execute()
    with pytest.raises(StopIteration) as end:
        work.send(NetworkFailure("Connection refused"))
    assert "Objects created: 1" in end.value.value.body.decode()


def test_an_execution_that_is_broken_off_leaves_a_log_of_an_error(collector: Collector) -> None:
    with_webhook(collector)
    collector.load(HEADER, NED, synchronize="0")
    work = collector.itop.handle(collector.request("exec", {"data_sources": str(collector.source)}))
    next(work)
    work.close()
    assert collector.shown("SynchroLog", "status") == ["error"]
    assert "already being" not in collector.execute()


def test_a_source_that_was_being_executed_is_free_after_a_restore(collector: Collector) -> None:
    with_webhook(collector)
    collector.load(HEADER, NED, synchronize="0")
    before = collector.itop.snapshot()
    work = collector.itop.handle(collector.request("exec", {"data_sources": str(collector.source)}))
    next(work)
    collector.itop.restore(before)
    assert counted(collector.execute())["Objects created"] == 1


def test_a_source_that_is_deleted_during_its_execution_ends_it(collector: Collector) -> None:
    with_webhook(collector)
    collector.load(HEADER, NED, ZED, synchronize="0")
    work = collector.itop.handle(collector.request("exec", {"data_sources": str(collector.source)}))
    next(work)
    data = {"operation": "core/delete", "class": "SynchroDataSource", "key": collector.source, "comment": "x"}
    assert rest(collector.itop, data)["code"] == 0
    with pytest.raises(StopIteration) as end:
        work.send(NetworkFailure("Connection refused"))
    assert "Objects created: 1" in end.value.value.body.decode()
    assert "Zed" not in collector.names()


def test_rows_outlive_a_snapshot() -> None:
    collector = a_collector(an_itop(), delete_policy="delete")
    collector.load(HEADER, NED)
    before = collector.itop.snapshot()
    collector.load(HEADER, ZED)
    collector.itop.restore(before)
    assert counted(collector.load(HEADER, NED))["Updated (before synchro)"] == 1


def test_rows_outlive_a_state_that_is_written_down_and_read() -> None:
    collector = a_collector()
    collector.load(HEADER, NED)
    other = a_collector()
    load_state(other.itop, json.loads(json.dumps(state_of(collector.itop))), "here")
    assert counted(other.load(HEADER, NED))["Updated (before synchro)"] == 1


@pytest.mark.parametrize("name", PROFILES)
def test_every_version_synchronises(name: str) -> None:
    profile = PROFILES[name]
    collector = a_collector(an_itop(model=profile.datamodel([]), profile=profile), delete_policy="delete")
    assert counted(collector.load(HEADER, NED, ZED))["Objects created"] == 2
    assert counted(collector.load(HEADER, NED.replace("Ned", "Nick")))["Objects deleted"] == 1
    assert collector.person("Newman", "first_name") == {"first_name": "Nick"}
    assert "mastered" in update(collector.itop, "Person", {"name": "Newman"}, {"first_name": "Nora"})["message"]
    data = {"operation": "core/delete", "class": "SynchroDataSource", "key": collector.source, "comment": "x"}
    assert rest(collector.itop, data)["code"] == 0
    assert collector.replicas("status") == []
