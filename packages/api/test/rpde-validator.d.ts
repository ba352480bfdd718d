declare module '@openactive/rpde-validator' {
  type Found = { data: { severity: string; message: string } }
  /** Walks a feed from its beginning, and tells what is wrong on each page. */
  export function RpdeValidator(
    url: string,
    options?: { timeoutMs?: number },
  ): Promise<{ pages: { url: string; errors: Found[] }[] }>
}
