import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { TeamHealth } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { Banner } from '../../components/display/banner';
import { usePreciseFormat } from '../../i18n/precise-format';
import { AXIS, CHART_HEIGHT, GRID, LEGEND, TICK, TOOLTIP } from './chart-style';
import { ChartCard } from './chart-card';
import type { QueueSample } from './use-queue-history';

type Outbox = NonNullable<TeamHealth['figures']>['outbox'];

/** Waiting events and overdue steps since the page was opened. */
export function QueueChart({
  history,
  outbox: { waiting, oldestSeconds, failed },
}: {
  history: QueueSample[];
  outbox: Outbox;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const precise = usePreciseFormat();
  const lead =
    oldestSeconds === null
      ? t('systemHealth.queue.empty')
      : t('systemHealth.queue.lead', {
          count: waiting,
          number: format.number(waiting),
          age: precise.duration(oldestSeconds * 1_000),
        });
  return (
    <ChartCard title={t('systemHealth.queue.title')} lead={lead}>
      {failed > 0 ? (
        <Banner tone="warm">{t('systemHealth.queue.failed', { count: failed })}</Banner>
      ) : null}
      <Lines history={history} />
    </ChartCard>
  );
}

function Lines({ history }: { history: QueueSample[] }): ReactElement {
  const { t } = useTranslation();
  const precise = usePreciseFormat();
  const line = { type: 'stepAfter', dot: history.length < 2, isAnimationActive: false } as const;
  return (
    <div aria-hidden="true">
      <ResponsiveContainer width="100%" height={CHART_HEIGHT}>
        <LineChart data={history} accessibilityLayer={false}>
          <CartesianGrid {...GRID} />
          <XAxis
            dataKey="at"
            tick={TICK}
            minTickGap={40}
            tickFormatter={(at: number) => precise.clock(at)}
            {...AXIS}
          />
          <YAxis tick={TICK} width={36} allowDecimals={false} domain={[0, axisMaximum]} {...AXIS} />
          <Tooltip {...TOOLTIP} labelFormatter={(at) => precise.clock(Number(at))} />
          <Legend {...LEGEND} />
          <Line
            {...line}
            dataKey="waiting"
            name={t('systemHealth.queue.waiting')}
            stroke="var(--accent)"
            strokeWidth={2}
          />
          <Line
            {...line}
            dataKey="overdue"
            name={t('systemHealth.queue.overdue')}
            stroke="var(--warm)"
            strokeWidth={2}
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}

/** Keeps an empty queue at the bottom of the chart. */
function axisMaximum(most: number): number {
  return Math.max(1, Math.ceil(most / 4)) * 4;
}
