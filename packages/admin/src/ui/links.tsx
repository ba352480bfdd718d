import { Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type Anchor = AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> }

// The router adds `active` where a link leads to the page that one is on; that alone is no look of its own.
const PlainAnchor = ({ ref, className, children, ...rest }: Anchor) => (
  <a ref={ref ?? null} className={className && className !== 'active' ? className : 'link'} {...rest}>
    {children}
  </a>
)
const ButtonAnchor = ({ ref, ...rest }: Omit<Anchor, keyof ButtonProps> & ButtonProps) => (
  <Button component="a" ref={ref ?? null} {...rest} />
)

/** A link to another screen, in running text. */
export const TextLink = createLink(PlainAnchor)
/** A link that looks like a button. */
export const ButtonLink = createLink(ButtonAnchor)
