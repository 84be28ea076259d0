import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { TeamHealth } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { AXIS, CHART_HEIGHT, GRID, TICK, TOOLTIP } from './chart-style';
import { ChartCard } from './chart-card';

type Minutes = NonNullable<TeamHealth['figures']>['stepsPerMinute'];

/** Steps run in each minute of the last hour. */
export function StepsPerMinute({ minutes }: { minutes: Minutes }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const total = minutes.reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(0, ...minutes.map(({ count }) => count));
  return (
    <ChartCard
      title={t('systemHealth.perMinute.title')}
      lead={t('systemHealth.perMinute.lead', {
        total: format.number(total),
        most: format.number(most),
      })}
    >
      <div aria-hidden="true">
        <ResponsiveContainer width="100%" height={CHART_HEIGHT}>
          <BarChart data={minutes} accessibilityLayer={false}>
            <CartesianGrid {...GRID} />
            <XAxis
              dataKey="minute"
              tick={TICK}
              minTickGap={28}
              tickFormatter={(at: string) => format.time(at)}
              {...AXIS}
            />
            <YAxis tick={TICK} width={36} allowDecimals={false} {...AXIS} />
            <Tooltip {...TOOLTIP} labelFormatter={(at) => format.time(at as string)} />
            <Bar
              dataKey="count"
              name={t('systemHealth.perMinute.steps')}
              fill="var(--accent)"
              radius={2}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
    </ChartCard>
  );
}
