/** Origins of addresses, of our own scheme too (which the URL standard calls opaque). */

export function originOf(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  }
  catch {
    return null;
  }
  if (url.username !== '' || url.password !== '') return null;
  return url.host === '' ? null : `${url.protocol}//${url.host}`;
}

/** `blob:` addresses belong to the origin that made them. */
export function ownerOf(address: string): string | null {
  return originOf(address.startsWith('blob:') ? address.slice('blob:'.length) : address);
}
