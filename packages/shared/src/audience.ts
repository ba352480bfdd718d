/** Who may see a value, from the widest to the narrowest. */
export const AUDIENCES = ['public', 'partners', 'members', 'staff'] as const

export type Audience = (typeof AUDIENCES)[number]

/** Tells whether any value is one of the four audiences. */
export function isAudience(value: unknown): value is Audience {
  return typeof value === 'string' && (AUDIENCES as readonly string[]).includes(value)
}

/** The narrowest of several audiences; without any, everyone may see. */
export function narrowest(...audiences: Audience[]): Audience {
  return audiences.reduce<Audience>((kept, next) => (rank(next) > rank(kept) ? next : kept), 'public')
}

/** Whether a viewer of this audience may see a value kept for that one. */
export function includes(viewer: Audience, value: Audience): boolean {
  return rank(value) <= rank(viewer)
}

function rank(audience: Audience): number {
  return AUDIENCES.indexOf(audience)
}
