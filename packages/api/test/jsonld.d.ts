declare module 'jsonld' {
  type Options = { documentLoader?: (url: string) => Promise<never> }
  const jsonld: {
    expand(document: unknown, options?: Options): Promise<unknown[]>
    flatten(document: unknown, options?: Options): Promise<unknown[]>
  }
  export default jsonld
}
