import type { SignIn } from "../../access/conditional-access/sign-in.ts";
import type { SignInOutcome } from "../../access/conditional-access.ts";
import { isWhole } from "../../tenant/blind-spots.ts";
import { UsageError } from "../errors.ts";
import { print, printJson, styled } from "../output.ts";
import type { SignInOptions } from "../sign-in-options.ts";
import type { SubjectOptions } from "../subject.ts";
import type { WhatIfResult } from "../whatif-result.ts";
import { sightOf } from "./explain.ts";

export interface WhatIfOptions extends SubjectOptions, SignInOptions {
  readonly format: "text" | "json";
}

/** 0 once the sign-in is evaluated, whatever comes of it: neither outcome is a finding. */
export async function whatIf(options: WhatIfOptions): Promise<number> {
  const [{ describedSignIn }, { evaluateSignIn, explainSignIn }, { whatIfText }] = await Promise.all([
    import("../sign-in-options.ts"),
    import("../../access/conditional-access.ts"),
    import("../whatif-text.ts"),
  ]);
  const { context, before, assumptions } = await sightOf(options);
  const { snapshot } = context;
  const isRead = isWhole(snapshot, "conditionalAccessPolicies");
  if (!isRead && snapshot.collections.conditionalAccessPolicies.length === 0) {
    const known = snapshot.unreadable.find(({ collection }) => collection === "conditionalAccessPolicies");
    const why = known === undefined || known.code === "NotInSnapshot" ? "" : ` (${known.message.replace(/\.$/, "")})`;
    throw new UsageError(
      `the snapshot does not hold the conditional access policies${why}, so nobody knows what becomes of a sign-in`,
      "a snapshot with collections.conditionalAccessPolicies, empty where there are none",
    );
  }
  const { signIn, notes } = describedSignIn(options, context);
  const policies = explainSignIn(context.conditionalAccess, signIn);
  const undecided = new Set(policies.flatMap((policy) => (policy.state === "disabled" ? [] : policy.undecided)));
  const earlier =
    before &&
    earlierOutcome(
      () => describedSignIn(options, before).signIn,
      (known) => evaluateSignIn(before.conditionalAccess, known),
    );
  const result: WhatIfResult = {
    ...evaluateSignIn(context.conditionalAccess, signIn),
    signIn,
    policies,
    ...(earlier && { before: earlier }),
    assumptions: [
      ...assumptions,
      ...notes,
      ...[...undecided].map((about) => `nothing here tells, so it was answered with no: ${about}`),
    ],
  };
  if (options.format === "json") printJson(result);
  else for (const line of whatIfText(result, styled)) print(line);
  return 0;
}

/** Undefined for somebody or something that the plan makes. */
function earlierOutcome(signIn: () => SignIn, evaluate: (signIn: SignIn) => SignInOutcome): SignInOutcome | undefined {
  let known: SignIn;
  try {
    known = signIn();
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
  return evaluate(known);
}
