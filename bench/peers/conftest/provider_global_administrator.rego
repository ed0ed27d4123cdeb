# The question that this benchmark asks of everybody: does a provider's person hold Global Administrator? In `pulumi stack export`.
package main

import rego.v1

resources := input.deployment.resources

providers_people contains resource.outputs.objectId if {
	some resource in resources
	resource.type == "azuread:index/user:User"
	endswith(resource.inputs.mail, "@tideway.example")
}

deny contains message if {
	some resource in resources
	resource.type == "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment"
	resource.inputs.roleId == "62e90394-69f5-4237-9190-012177145e10"
	resource.inputs.principalObjectId in providers_people
	message := sprintf("%s makes a provider's person Global Administrator", [resource.urn])
}
