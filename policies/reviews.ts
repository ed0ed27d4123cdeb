/** How far the reviews of a stack are, as plain data: who reads the evidence fills it in, rules only look. */

/** `none`: never reviewed. `open`: begun, and never signed. `signed`: the last one whose evidence holds. `broken`: it does not. */
export type ReviewStanding =
  | { readonly kind: "none" }
  | { readonly kind: "open"; readonly reviewedOn: string; readonly due: string; readonly name: string }
  | { readonly kind: "signed"; readonly reviewedOn: string; readonly due: string; readonly name: string }
  | { readonly kind: "broken"; readonly name: string; readonly problem: string };
