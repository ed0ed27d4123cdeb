/** What addresses say of whom somebody works for. */

import { addressOf, invitedAddress, type UserObject } from "../../access/directory.ts";
import { matrixSchema } from "../../matrix/schema.ts";

/** Mail services for everybody: an address there says nothing of an employer. */
const everybodys = new Set(
  `aol.com fastmail.com gmail.com gmx.com gmx.de gmx.net googlemail.com hotmail.co.uk hotmail.com hotmail.de icloud.com live.co.uk
  live.com mac.com mail.com mail.ru me.com msn.com naver.com outlook.com outlook.de proton.me protonmail.com qq.com t-online.de
  web.de yahoo.co.uk yahoo.com yandex.com yandex.ru zoho.com 163.com 126.com`.split(/\s+/),
);

const { client, internal } = matrixSchema.shape;
const domainSchema = client.shape.initialDomain;
const addressSchema = internal.shape.people.element.shape.userPrincipalName;

/** Whether the matrix can name this domain. */
export function isDomain(text: string): boolean {
  return domainSchema.safeParse(text).success;
}

/** Whether the matrix can name somebody by this address. */
export function isAddress(text: string): boolean {
  return addressSchema.safeParse(text).success && isDomain(domainOf(text));
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/** Whether a domain is one of those or below one. */
export function isWithin(domain: string, domains: ReadonlySet<string>): boolean {
  const labels = domain.split(".");
  return labels.some((_, from) => domains.has(labels.slice(from).join(".")));
}

/** The address that somebody has elsewhere, if they have one that says for whom they work: a guest's own, or the mail of a local account. */
export function addressElsewhere(user: UserObject, clientDomains: ReadonlySet<string>): string | undefined {
  const { mail, otherMails, userPrincipalName } = user;
  const known = [addressOf(user), userPrincipalName, mail, ...(otherMails ?? [])];
  return known
    .flatMap((address) => (address ? [(invitedAddress(address) ?? address).toLowerCase()] : []))
    .find((address) => {
      const domain = domainOf(address);
      return isAddress(address) && !everybodys.has(domain) && !isWithin(domain, clientDomains);
    });
}
