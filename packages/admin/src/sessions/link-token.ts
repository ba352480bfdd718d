let token: string | null = null

/** Takes a one-time token out of the address (`/admin/#…`), before anything is drawn, so that it stays in no history. */
export function takeLinkToken(): void {
  const found = /^#(?:\/?connexion\/)?(link_[A-Za-z0-9_-]{20,200})$/.exec(location.hash)
  if (!found?.[1]) return
  token = found[1]
  history.replaceState(history.state, '', location.pathname.replace(/connexion\/?$/, '') + location.search)
}

export const linkToken = (): string | null => token
export const forgetLinkToken = (): void => {
  token = null
}
