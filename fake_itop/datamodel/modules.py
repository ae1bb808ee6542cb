"""Which module of a standard iTop brings a class: so that one who misses it knows what to install."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

MODULES: Mapping[str, str] = {
    "authent-token": "PersonalToken UserToken",
    "combodo-webhook-integration": "ActionWebhook EventWebhook RemoteApplicationConnection RemoteApplicationType",
    "itop-attachments": "Attachment",
    "itop-change-mgmt": "Change",
    "itop-change-mgmt-itil": "ApprovedChange EmergencyChange NormalChange RoutineChange",
    "itop-datacenter-mgmt": "DatacenterDevice Enclosure PDU PowerConnection PowerSource Rack",
    "itop-endusers-devices": "IPPhone MobilePhone PC Peripheral Phone Printer Tablet TelephonyCI",
    "itop-faq-light": "FAQ FAQCategory",
    "itop-incident-mgmt-itil": "Incident",
    "itop-knownerror-mgmt": "KnownError lnkDocumentToError lnkErrorToFunctionalCI",
    "itop-problem-mgmt": "Problem",
    "itop-request-mgmt": "UserRequest",
    "itop-service-mgmt": "Service ServiceSubcategory ServiceFamily SLA SLT CustomerContract ProviderContract",
    "itop-storage-mgmt": "LogicalVolume NAS NASFileSystem SANSwitch StorageSystem Tape TapeLibrary",
    "itop-virtualization-mgmt": "Farm Hypervisor LogicalInterface VirtualDevice VirtualHost VirtualMachine",
    "itop-request-template": "RequestTemplate",
    "templates-base": "Template TemplateField",
}
"""The modules that not every iTop has, and the classes by which they are known."""

ITIL_EDITION = ("itop-change-mgmt-itil", "itop-incident-mgmt-itil", "itop-knownerror-mgmt", "itop-problem-mgmt")


def brought_by(cls: str) -> str:
    """The end of a sentence: which module a class that is missing comes with; empty where nobody knows."""
    module = next((name for name, classes in MODULES.items() if cls in classes.split()), None)
    if module is None:
        return ""
    edition = ", which the ITIL edition has" if module in ITIL_EDITION else ""
    return f"; {cls} comes with the module {module}{edition}"


TUTORIAL = ("transfer-ticket", "Transfer ticket (tutorial)")
_TUTORIAL_FILE = Path(__file__).parents[1] / "integration" / "design.xml"


def extension_of(design: Path | str) -> tuple[str, str]:
    """The module that a design belongs to, and what its extension is called.

    An extension's file is called ``datamodel.MODULE.xml``; any other is its module's name.
    """
    if str(design) == "transfer" or Path(design).absolute() == _TUTORIAL_FILE:
        return TUTORIAL
    module = Path(design).stem.removeprefix("datamodel.")
    return module, module
