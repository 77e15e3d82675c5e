import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type Ref = { readonly ref?: ComponentPropsWithRef<'a'>['ref'] };

/** Links within the console look as everything else does, and load no page anew. `to` and `params` are checked against the routes. */
export const TextLink = createLink((props: AnchorProps & Ref) => <Anchor {...props} />);
export const ButtonLink = createLink((props: ButtonProps & Ref) => <Button component="a" {...props} />);
export const NavigationLink = createLink((props: NavLinkProps & Ref) => <NavLink component="a" {...props} />);
