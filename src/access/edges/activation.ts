/** The condition of an activation, from the policy that governs it. */

import type { ActivationPolicy } from "../activation-policy.ts";
import type { NewEdge } from "../graph.ts";

/** Without a policy Microsoft's defaults hold: whoever is eligible activates alone. */
export function activationCondition(policy: ActivationPolicy | undefined): NewEdge["condition"] {
  return policy?.approval === true ? { approvers: policy.approvalStages } : "self-activation";
}
