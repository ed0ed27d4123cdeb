/** Addresses that by their name are no single person's. */

/** Of functions and services (https://www.rfc-editor.org/rfc/rfc2142), and as companies call the ones that they share. */
const shared: ReadonlySet<string> = new Set(
  [
    "abuse hostmaster info marketing noc postmaster sales security support webmaster www",
    "admin admins administrator alerts backup desk helpdesk it monitoring noreply office operations ops service",
    "servicedesk soc team technicians",
  ].flatMap((words) => words.split(" ")),
);

/** Whether every word before the @ is one of those. */
export function isSharedMailbox(address: string): boolean {
  const [name = ""] = address.toLowerCase().split(/[@+]/, 1);
  const words = name.split(/[._-]+/).filter((word) => word !== "");
  return address.includes("@") && words.length > 0 && words.every((word) => shared.has(word.replace(/\d+$/, "")));
}
