import { createElement } from 'react';
import type { CSSProperties, ReactElement } from 'react';

/* Colours are the theme's custom properties, so charts follow the theme. */

export const CHART_HEIGHT = 240;

export const TICK = { fill: 'var(--ink-soft)', fontSize: 13 } as const;

export const GRID = { stroke: 'var(--line)', vertical: false } as const;

export const AXIS = { stroke: 'var(--line-strong)', tickLine: false } as const;

const TOOLTIP_BOX: CSSProperties = {
  background: 'var(--surface)',
  border: '1px solid var(--line)',
  borderRadius: 10,
  color: 'var(--ink)',
};

/** Series names in text colour, in drawing order. */
export const LEGEND = {
  itemSorter: null,
  formatter: (name: string): ReactElement => createElement('span', { style: LEGEND_TEXT }, name),
} as const;

const LEGEND_TEXT: CSSProperties = { color: 'var(--ink-soft)', fontSize: 14 };

export const TOOLTIP = {
  contentStyle: TOOLTIP_BOX,
  labelStyle: { color: 'var(--ink)' },
  itemStyle: { color: 'var(--ink)' },
  cursor: { fill: 'var(--sunken)' },
  isAnimationActive: false,
} as const;
