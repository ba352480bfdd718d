export const INNOVATION_STATES = ['draft', 'published', 'withdrawn', 'archived'] as const
export type InnovationState = (typeof INNOVATION_STATES)[number]
