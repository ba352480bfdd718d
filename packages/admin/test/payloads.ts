// what each does when it is taken for markup or for code: it tells the page's own `ran`
const RUN = 'ran()'
const HIDDEN = ['&#x72;', 'an()'].join('')

/** Texts that would run as scripts in a page that takes any of them for more than a text. */
export const PAYLOADS: readonly string[] = [
  `<script>${RUN}</script>`,
  `<img src=x onerror=${RUN}>`,
  `<svg onload=${RUN}>`,
  `"><img src=x onerror=${RUN}>`,
  `'><svg/onload=${RUN}>`,
  `" autofocus onfocus=${RUN} x="`,
  `' onmouseover='${RUN}`,
  `</script><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`,
  `</title><img src=x onerror=${RUN}>`,
  `</style><script>${RUN}</script>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<iframe src="javascript:parent.${RUN}"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<a href="javascript:${RUN}">lien</a>`,
  `<a href="jav&#x09;ascript:${RUN}">lien</a>`,
  `<a href="data:text/html,<script>opener.${RUN}</script>">lien</a>`,
  `<form action="javascript:${RUN}"><button>ok</button></form>`,
  `<input autofocus onfocus=${RUN}>`,
  `<details open ontoggle=${RUN}>x</details>`,
  `<video><source onerror=${RUN}></video>`,
  `<audio src=x onerror=${RUN}></audio>`,
  `<body onload=${RUN}>`,
  `<marquee onstart=${RUN}>x</marquee>`,
  `<meta http-equiv="refresh" content="0;url=javascript:${RUN}">`,
  `<base href="javascript:/${RUN}//">`,
  `<link rel=stylesheet href="https://evil.example/x.css">`,
  `<style>*{background:url(https://evil.example/x)}</style>`,
  `<img src="https://evil.example/x.png">`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${RUN}"><text>x</text></a></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${RUN}>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<template><script>${RUN}</script></template>`,
  `<!--><img src=x onerror=${RUN}>-->`,
  `<![CDATA[<script>${RUN}</script>]]>`,
  `&lt;img src=x onerror=${RUN}&gt;`,
  `%3Cscript%3E${RUN}%3C/script%3E`,
  `\\u003cscript\\u003e${RUN}\\u003c/script\\u003e`,
  `<img src=x onerror=${HIDDEN}>`,
  `{{constructor.constructor('${RUN}')()}}`,
  `\${${RUN}}`,
  `[lien](javascript:${RUN})`,
  `![image](x" onerror="${RUN})`,
  `<javascript:${RUN}>`,
  `[lien](<javascript:${RUN}> "titre\\" onclick=${RUN}")`,
  `javascript:${RUN}`,
]

/** One of them, in turn. */
export const payload = (place: number): string => PAYLOADS[place % PAYLOADS.length] ?? ''

/** All of them in one text of so many characters. */
export const allPayloads = (most: number): string => {
  let text = ''
  for (const one of PAYLOADS) if (text.length + one.length + 1 <= most) text += `${text ? '\n' : ''}${one}`
  return text
}
