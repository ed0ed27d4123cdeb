"""The same question for Checkov: does a provider's person hold Global Administrator? In `pulumi stack export`, read as plain JSON."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.json_doc.base_json_check import BaseJsonCheck
from checkov.json_doc.enums import BlockType

GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"


class ProviderGlobalAdministrator(BaseJsonCheck):
    def __init__(self) -> None:
        super().__init__(
            name="No provider's person is Global Administrator",
            id="CKV_DEMARC_1",
            categories=[CheckCategories.IAM],
            supported_entities=["deployment"],
            block_type=BlockType.OBJECT,
        )

    def scan_entity_conf(self, conf: dict[str, Any], entity_type: str) -> tuple[CheckResult, Any]:
        resources = conf["resources"]
        people = {
            resource["outputs"]["objectId"]
            for resource in resources
            if resource["type"] == "azuread:index/user:User"
            and resource["inputs"]["mail"].endswith("@tideway.example")
        }
        for resource in resources:
            if (
                resource["type"] == "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment"
                and resource["inputs"]["roleId"] == GLOBAL_ADMINISTRATOR
                and resource["inputs"]["principalObjectId"] in people
            ):
                return CheckResult.FAILED, resource
        return CheckResult.PASSED, conf


check = ProviderGlobalAdministrator()
