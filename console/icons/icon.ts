import { createElement, type ReactElement, type SVGProps } from 'react';

/** A drawing of lines in the colour of the text beside it. `size`: pixels, default 24; `stroke`: how wide the lines are, of 24, default 2. */
export type Icon = (props: IconProps) => ReactElement;

/** What an icon takes, besides what every drawing does. */
export interface IconProps extends Omit<SVGProps<SVGSVGElement>, 'stroke'> {
  readonly size?: number | string;
  readonly stroke?: number | string;
}

/** An icon of the paths that it is drawn by, in a square of 24. */
export function icon(...paths: readonly string[]): Icon {
  return ({ size = 24, stroke = 2, ...others }) =>
    createElement(
      'svg',
      {
        ...{ xmlns: 'http://www.w3.org/2000/svg', width: size, height: size, viewBox: '0 0 24 24', fill: 'none' },
        ...{ stroke: 'currentColor', strokeWidth: stroke, strokeLinecap: 'round', strokeLinejoin: 'round' },
        ...others,
      },
      ...paths.map((d) => createElement('path', { key: d, d })),
    );
}
