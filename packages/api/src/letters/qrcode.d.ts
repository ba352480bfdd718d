declare module 'qrcode' {
  /** What draws a text as a picture of squares. */
  const drawing: {
    toString(
      text: string,
      options: { type: 'svg'; errorCorrectionLevel?: 'L' | 'M' | 'Q' | 'H'; margin?: number },
    ): Promise<string>
  }
  export default drawing
}
