import { FILE_TYPES, type FileType } from '@essaim/shared/file-types.ts'

/** Endings that say, or pretend, what a file is; what an address or a date has behind a dot is none. */
const ENDING =
  /\.(jpe?g|png|webp|gif|svg|pdf|docx?|xlsx?|pptx?|od[tsp]|exe|com|bat|cmd|scr|msi|ps1|vbs|js|jar|sh|php|html?|hta|zip|lnk)$/i

/** What a file is called from now on: the last part of its sender's name for it, with the one ending that it deserves. */
export function labelOf(name: string, type: FileType): string {
  let label = (name.split(/[\\/]/).at(-1) ?? '').replace(/[\p{Cc}\p{Cf}]/gu, '').trim()
  while (ENDING.test(label)) label = label.replace(ENDING, '')
  label = label.replace(/^[.\s]+|[.\s]+$/g, '')
  return `${[...label].slice(0, 200).join('') || 'fichier'}.${FILE_TYPES[type]}`
}

/** RFC 6266: images open in the page, all else is saved; the name in letters that every browser reads, and in its own. */
export function dispositionOf(name: string, type: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/["\\%]/g, '')
  const own = encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
  return `${type.startsWith('image/') ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${own}`
}
