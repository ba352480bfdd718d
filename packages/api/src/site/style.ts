/** The style of the pages that the API draws itself. */
export const STYLE = `
:root { --text: #1b1b1f; --soft: #55555e; --line: #d5d5dc; --ground: #fff; --tint: #f4f4f8; --link: #1d4fa3; --mark: #8a5a00; color-scheme: light dark }
@media (prefers-color-scheme: dark) { :root { --text: #ececf1; --soft: #b3b3bd; --line: #44444d; --ground: #17171b; --tint: #222228; --link: #9cc2ff; --mark: #f2c14e } }
* { box-sizing: border-box }
body { margin: 0; font: 1rem/1.6 system-ui, sans-serif; color: var(--text); background: var(--ground) }
header { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: center; padding: .75rem 1.25rem; border-bottom: 1px solid var(--line) }
header nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem }
.name { font-weight: 700; font-size: 1.15rem; color: inherit; text-decoration: none }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.25rem 5rem }
main:focus { outline: none }
a { color: var(--link) }
a:focus-visible, summary:focus-visible, pre:focus-visible, .wide:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px }
.skip { position: absolute; left: -100rem }
.skip:focus { position: static; display: inline-block; padding: .5rem 1rem }
h1 { font-size: 1.9rem; line-height: 1.2 }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem }
h3 { margin-top: 2rem }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9rem }
code { overflow-wrap: anywhere }
pre { background: var(--tint); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem 1rem; overflow-x: auto }
pre code { overflow-wrap: normal }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line) }
td p { margin: 0 }
.soft { color: var(--soft) }
.operation { border: 1px solid var(--line); border-radius: .5rem; padding: 0 1.25rem 1rem; margin: 1.25rem 0 }
.operation h3 { margin-top: 1rem; font-size: 1.05rem; overflow-wrap: anywhere }
.method { display: inline-block; min-width: 4rem; font-weight: 700; color: var(--mark) }
.links { columns: 18rem; padding-left: 1.1rem }
.doors { padding-left: 1.1rem }
`.trimStart()
