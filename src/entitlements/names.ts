/** Names that become parts of resource names and addresses. */

/** Lower case letters, digits and single hyphens: `Dana.Reyes` → `dana-reyes`. */
export function slug(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
