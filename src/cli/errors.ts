/** Errors that are answers: what the person did that cannot work, and what would. Exit status 2, nothing changed. */

/** Bad input or usage. `hint` says what would be right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
