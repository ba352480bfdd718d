import type { Event } from '@essaim/shared/events.ts'
import { t, tOr } from '../lib/i18n.ts'

/** What was done, in words; the bare action where the catalogue does not know it yet. */
export const actionName = (action: string): string => tOr(`event.${action}`, action)
export const kindName = (kind: string): string => tOr(`kind.${kind}`, kind)
export const actorName = ({ kind, name }: Event['actor']): string => name ?? t(`actor.${kind}`)
