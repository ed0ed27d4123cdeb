/** Refusals of these may be kept for an emergency only. */
export const tierZeroRules = ["provider-no-path-to-global-admin"];
