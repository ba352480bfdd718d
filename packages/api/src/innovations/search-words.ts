const PLURAL = /(?<=\p{L}{2}er)s(?!\p{L})/giu
const FEMININE = /(?<=\p{L}i)[eè]res?(?!\p{L})/giu

/**
 * Words as PostgreSQL's French stemmer has to be given them. It takes « usager » for a verb and « usagers » for a plural,
 * « infirmier » and « infirmière » for two words: both sides, what is stored and what is searched, are folded alike first.
 */
export const foldInflections = (text: string): string =>
  text.normalize('NFC').replace(PLURAL, '').replace(FEMININE, 'er')
