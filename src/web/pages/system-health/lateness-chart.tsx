import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { TeamHealth } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { EmptyState } from '../../components/display/empty-state';
import { usePreciseFormat } from '../../i18n/precise-format';
import { AXIS, CHART_HEIGHT, GRID, LEGEND, TICK, TOOLTIP } from './chart-style';
import { ChartCard } from './chart-card';
import { LatenessTable } from './lateness-table';

const BAR = { isAnimationActive: false, radius: 3, maxBarSize: 28 } as const;

type Lateness = NonNullable<TeamHealth['figures']>['lateness'];

/** Median, p95 and maximum lateness by step. */
export function LatenessChart({
  lateness,
  hours,
}: {
  lateness: Lateness;
  hours: number;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const count = lateness.reduce((sum, step) => sum + step.count, 0);
  return (
    <ChartCard
      title={t('systemHealth.lateness.title')}
      lead={t('systemHealth.lateness.lead', { count, hours, number: format.number(count) })}
    >
      {count === 0 ? (
        <EmptyState title={t('systemHealth.lateness.none')} />
      ) : (
        <>
          <Bars lateness={lateness} />
          <LatenessTable lateness={lateness} />
        </>
      )}
    </ChartCard>
  );
}

function Bars({ lateness }: { lateness: Lateness }): ReactElement {
  const { t } = useTranslation();
  const precise = usePreciseFormat();
  const rows = useRows(lateness);
  return (
    <div aria-hidden="true">
      <ResponsiveContainer width="100%" height={CHART_HEIGHT}>
        <BarChart data={rows} barCategoryGap="24%" accessibilityLayer={false}>
          <CartesianGrid {...GRID} />
          <XAxis dataKey="name" tick={TICK} interval={0} {...AXIS} />
          <YAxis
            tick={TICK}
            width={72}
            domain={[0, roundAxisMaximum]}
            tickFormatter={(ms: number) => precise.duration(ms)}
            {...AXIS}
          />
          <Tooltip {...TOOLTIP} formatter={(ms) => precise.duration(Number(ms))} />
          <Legend {...LEGEND} />
          <Bar
            {...BAR}
            dataKey="medianMs"
            name={t('systemHealth.lateness.median')}
            fill="var(--accent)"
          />
          <Bar
            {...BAR}
            dataKey="p95Ms"
            name={t('systemHealth.lateness.p95')}
            fill="var(--line-strong)"
          />
          <Bar {...BAR} dataKey="maxMs" name={t('systemHealth.lateness.max')} fill="var(--warm)" />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

function useRows(lateness: Lateness) {
  const { t } = useTranslation();
  return lateness.map(({ step, medianMs, p95Ms, maxMs }) => ({
    name: t(`systemHealth.steps.${step}`),
    medianMs: medianMs ?? 0,
    p95Ms: p95Ms ?? 0,
    maxMs: maxMs ?? 0,
  }));
}

/** Axis maximum in ms whose quarters are round numbers too. */
function roundAxisMaximum(most: number): number {
  const seconds = [0.4, 1, 2, 4, 8, 20, 40, 60, 120, 240, 600, 1_200, 3_600];
  return (
    1_000 * (seconds.find((top) => top * 1_000 >= most) ?? Math.ceil(most / 3_600_000) * 3_600)
  );
}
