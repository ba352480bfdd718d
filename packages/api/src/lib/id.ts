import { v7 } from 'uuid'

/** A new UUIDv7 (RFC 9562): ids sort by the time at which they were made. */
export const newId = (): string => v7()

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
export const isId = (value: string): boolean => UUID.test(value)
